import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { types } from 'node:util'
import { ConfigError } from '@shop/platform/config.ts'
import type { Log } from '@shop/platform/log.ts'
import { composeInThread } from './compose-in-thread.ts'
import { CompositionError } from './composition-error.ts'
import { watchTextFile } from '../watched-file.ts'
import type { Graph } from './graph.ts'
import type { SubgraphAddress } from './subgraphs.ts'
import { watchSubgraphs } from './subgraphs.ts'

export type SupergraphSource = {
  readonly graph: Graph
  readonly log: Log
  readonly signal: AbortSignal
  readonly reloaded: (outcome: 'adopted' | 'refused') => void
}

/**
 * Serves the supergraph in a file, and goes with its changes; one that cannot be served is logged, and the present one
 * stays. Rejects where there is nothing to begin with. Relative paths are from where npm was called.
 */
export async function sourceFromFile(file: string, supergraphSource: SupergraphSource): Promise<void> {
  const full = path.resolve(process.env['INIT_CWD'] ?? '', file)
  const sdl = await readFile(full, 'utf8').catch((error: unknown) => {
    throw new ConfigError([`SUPERGRAPH: ${full} cannot be read (${reasonOf(error)})`])
  })
  await supergraphSource.graph.load(sdl).catch((error: unknown) => {
    throw new ConfigError([
      `SUPERGRAPH: ${full} is no supergraph that can be served (${reasonOf(error)}); npm run compose writes one`,
    ])
  })
  const stop = watchTextFile(full, sdl, (text) => adopt(text, supergraphSource))
  supergraphSource.signal.addEventListener('abort', stop)
}

function reasonOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error)
}

/** Composes a supergraph from running subgraphs as soon as all are there, and again when one has another schema. */
export function sourceFromSubgraphs(
  addresses: readonly SubgraphAddress[],
  everyMs: number,
  supergraphSource: SupergraphSource,
): Promise<void> {
  const { log, signal } = supergraphSource
  return watchSubgraphs(addresses, {
    signal,
    everyMs,
    waiting: (names) => names.length > 0 && log.info({ subgraphs: names }, 'waiting for subgraphs'),
    changed: async (definitions) => {
      try {
        const { sdl, hints } = await composeInThread(definitions)
        if (hints.length > 0) log.warn({ hints }, 'the subgraphs compose, with hints')
        adopt(sdl, supergraphSource)
      } catch (error) {
        supergraphSource.reloaded('refused')
        const why = error instanceof CompositionError ? { problems: error.problems } : { err: error }
        log.error(why, 'the subgraphs do not compose; the present supergraph stays')
      }
    },
  })
}

function adopt(sdl: string, { graph, log, reloaded }: SupergraphSource): void {
  const adopted = graph.load(sdl).then((isServed) => {
    if (!isServed) return
    reloaded('adopted')
    log.info({ supergraph: graph.current.supergraph.id.slice(0, 12) }, 'serving another supergraph')
  })
  adopted.catch((err: unknown) => {
    reloaded('refused')
    log.error({ err }, 'a supergraph cannot be served; the present one stays')
  })
}
