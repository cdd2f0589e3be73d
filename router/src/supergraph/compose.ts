import '../no-telemetry.ts'
import composition from '@apollo/composition'
import { GraphQLError, parse } from 'graphql'
import { CompositionError } from './composition-error.ts'

/** A subgraph as composition sees it; `sdl` is what `_service { sdl }` answers, or a schema file's text. */
export type SubgraphDefinition = { readonly name: string; readonly url: string; readonly sdl: string }

/** The supergraph's SDL. The order in which subgraphs are given does not matter. Throws a CompositionError. */
export function compose(subgraphs: readonly SubgraphDefinition[]): string {
  const services = subgraphs
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, url, sdl }) => ({ name, url, typeDefs: parsed(name, sdl) }))
  const result = composition.composeServices(services)
  if (result.errors) throw new CompositionError(result.errors.map(problem))
  return result.supergraphSdl
}

function parsed(name: string, sdl: string) {
  try {
    return parse(sdl, { noLocation: true })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const [at] = error.locations ?? []
    throw new CompositionError([`[${name}] ${error.message}${at ? ` (line ${at.line}, column ${at.column})` : ''}`])
  }
}

function problem({ message, extensions }: GraphQLError): string {
  const code = extensions['code']
  return typeof code === 'string' ? `${code}: ${message}` : message
}
