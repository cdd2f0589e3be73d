import { consistent, serviceSettings } from '@shop/platform/settings.ts'
import { z } from 'zod'

/** What the delivery service reads from the environment. */
export const settings = consistent(z.object(serviceSettings(4004)))
