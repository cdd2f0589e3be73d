import { milliseconds } from '@shop/platform/settings.ts'
import { consistent, serviceSettings } from '@shop/subgraph-server/settings.ts'
import { z } from 'zod'
import { port } from '../manifest.ts'

/** What the operations service reads from the environment. */
export const settings = consistent(z.object({ ...serviceSettings(port), STUCK_AFTER_MS: milliseconds(60_000, 100) }))
