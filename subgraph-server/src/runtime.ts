import type { Runtime } from '@shop/platform/runtime.ts'
import type { z } from 'zod'
import type { serviceSettings } from './settings.ts'

/** What a subgraph has before it connects to anything. */
export type SubgraphRuntime = Runtime<Readonly<z.output<z.ZodObject<ReturnType<typeof serviceSettings>>>>>
