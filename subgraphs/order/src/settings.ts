import { milliseconds, consistent, serviceSettings } from '@shop/platform/settings.ts'
import { z } from 'zod'

/** What the order service reads from the environment. */
export const settings = consistent(
  z.object({
    ...serviceSettings(4001),
    STEP_DEADLINE_MS: milliseconds(30_000, 100),
    SAGA_DEADLINE_MS: milliseconds(900_000, 100),
  }),
)
