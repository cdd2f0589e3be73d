import { hash } from 'node:crypto'
import { z } from 'zod'

/** Texts of operations by the ids under which clients request them. */
export type OperationManifest = ReadonlyMap<string, string>

const Apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
})
const Relay = z.record(z.string().min(1), z.string().min(1))

/**
 * Reads what Apollo's generate-persisted-query-manifest writes, or Relay's compiler ({ id: text }). Ids are whatever the
 * tool made of the text; the text's SHA-256 is always one as well. Throws for anything else.
 */
export function readManifest(text: string): OperationManifest {
  const value: unknown = JSON.parse(text)
  const apollo = Apollo.safeParse(value)
  const entries = apollo.success
    ? apollo.data.operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(Relay.parse(value))
  const byHash = entries.map(([, body]) => [sha256(body), body] as const)
  return new Map([...byHash, ...entries])
}

/** In hexadecimal, as clients of persisted queries write it. */
export function sha256(text: string): string {
  return hash('sha256', text)
}
