/**
 * How an event of an older schema version becomes one of the next: `upcasts.OrderPlaced?.[1]` makes version 2 of version 1.
 * A new version of a schema comes with its entry here; events in the logs are never rewritten.
 */
import type { EventType } from './catalog.ts'

export type Upcast = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>
/** By type, then by the version that it starts from. */
export type Upcasts = { readonly [Type in EventType]?: Readonly<Record<number, Upcast>> }

export const upcasts: Upcasts = {}
