import { consistent, serviceSettings } from '@shop/subgraph-server/settings.ts'
import { z } from 'zod'
import { port } from '../manifest.ts'

/** What the review service reads from the environment. */
export const settings = consistent(z.object(serviceSettings(port)))
