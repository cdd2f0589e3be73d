import { consistent, serviceSettings } from '@shop/platform/settings.ts'
import { z } from 'zod'

/** What the pay service reads from the environment. */
export const settings = consistent(z.object(serviceSettings(4003)))
