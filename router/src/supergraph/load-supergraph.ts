import '../no-telemetry.ts'
import { readSupergraph } from '../planning/read-supergraph.ts'
import { federationSupergraph } from './federation-supergraph.ts'
import { readFacts } from './read-facts.ts'
import { openSupergraph, type Supergraph } from './supergraph.ts'

/**
 * Synchronously, in this thread: for programs without other work. Throws where the text is no supergraph that can be served.
 *
 * @example
 * const supergraph = loadSupergraph(await readFile('supergraph.graphql', 'utf8'))
 */
export function loadSupergraph(sdl: string): Supergraph {
  const { document } = readSupergraph(sdl)
  return openSupergraph(sdl, readFacts(sdl, document, federationSupergraph(document)))
}
