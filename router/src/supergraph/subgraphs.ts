import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'
import type { SubgraphDefinition } from './compose.ts'

export type SubgraphAddress = { readonly name: string; readonly url: string }

const QUERY = JSON.stringify({ query: 'query SubgraphSdl { _service { sdl } }', operationName: 'SubgraphSdl' })
const Answer = z.object({ data: z.object({ _service: z.object({ sdl: z.string().min(1) }) }) })
const TIMEOUT_MS = 5_000

/** A subgraph's schema as it serves it itself. Rejects where it cannot be reached or answers something else. */
export async function fetchSdl({ url }: SubgraphAddress, signal?: AbortSignal): Promise<string> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: QUERY,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  })
  const answer = Answer.safeParse(parsed(await response.text()))
  if (answer.success) return answer.data.data._service.sdl
  throw new Error(`status ${response.status}, and no answer to { _service { sdl } }`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type SubgraphWatch = {
  /** All subgraphs are known, and one of them has another schema than before. */
  readonly changed: (definitions: readonly SubgraphDefinition[]) => Promise<void>
  /** Called when the set of subgraphs that have never answered changes. */
  readonly waiting: (names: readonly string[]) => void
  readonly signal: AbortSignal
  readonly everyMs: number
}

/** Fetches every subgraph's schema again and again, until `signal` aborts. One that is away keeps what it had. */
export async function watchSubgraphs(addresses: readonly SubgraphAddress[], watch: SubgraphWatch): Promise<void> {
  const known = new Map<string, string>()
  let missing = ''
  while (!watch.signal.aborted) {
    const changed = await fetchChanged(addresses, known, watch.signal)
    const unknown = addresses.filter(({ name }) => !known.has(name)).map(({ name }) => name)
    if (changed && unknown.length === 0)
      await watch.changed(addresses.map(({ name, url }) => ({ name, url, sdl: known.get(name) ?? '' })))
    if (unknown.join() !== missing) watch.waiting(unknown)
    missing = unknown.join()
    await after(watch.everyMs, undefined, { signal: watch.signal, ref: false }).catch(() => undefined)
  }
}

async function fetchChanged(
  addresses: readonly SubgraphAddress[],
  known: Map<string, string>,
  signal: AbortSignal,
): Promise<boolean> {
  const answers = await Promise.allSettled(
    addresses.map(async (address) => {
      const sdl = await fetchSdl(address, signal)
      const changed = known.get(address.name) !== sdl
      known.set(address.name, sdl)
      return changed
    }),
  )
  return answers.some((answer) => answer.status === 'fulfilled' && answer.value)
}
