import { milliseconds } from '@shop/platform/settings.ts'
import { consistent, serviceSettings } from '@shop/subgraph-server/settings.ts'
import { z } from 'zod'
import { port } from '../manifest.ts'

/** What the order service reads from the environment. */
export const settings = consistent(
  z.object({
    ...serviceSettings(port),
    STEP_DEADLINE_MS: milliseconds(30_000, 100),
    SAGA_DEADLINE_MS: milliseconds(900_000, 100),
    MOST_UNPUBLISHED_MS: milliseconds(60_000, 1_000),
    MOST_BACKLOG: z.coerce
      .number()
      .int()
      .min(1)
      .default(5_000)
      .meta({ expected: 'how many messages may wait for a service before orders are refused, at least 1' }),
  }),
)
