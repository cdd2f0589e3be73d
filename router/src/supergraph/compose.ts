import '../no-telemetry.ts'
import composition from '@apollo/composition'
import { GraphQLError, parse, type DocumentNode } from 'graphql'
import { CompositionError } from './composition-error.ts'

/** A subgraph as composition sees it; `sdl` is what `_service { sdl }` answers, or a schema file's text. */
export type SubgraphDefinition = { readonly name: string; readonly url: string; readonly sdl: string }

/** The composed supergraph, with composition's hints: faults that do not prevent it, such as an unknown name in @override. */
export type Composed = { readonly sdl: string; readonly hints: readonly string[] }

/**
 * The supergraph's SDL (https://specs.apollo.dev/join/v0.5), the same whatever the order in which subgraphs are given.
 * @throws CompositionError with a line for each problem, of every subgraph whose text is no schema
 * @example
 * const books = { name: 'books', url: 'http://127.0.0.1:4001/graphql', sdl: 'type Query { books: [String!] }' }
 * await writeFile('supergraph.graphql', compose([books]))
 */
export function compose(subgraphs: readonly SubgraphDefinition[]): string {
  return composeWithHints(subgraphs).sdl
}

/** The same, with what composition hints at. @throws CompositionError */
export function composeWithHints(subgraphs: readonly SubgraphDefinition[]): Composed {
  const problems: string[] = []
  const services = subgraphs
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, url, sdl }) => {
      const typeDefs = parsed(name, sdl)
      if (typeof typeDefs !== 'string') return [{ name, url, typeDefs }]
      problems.push(typeDefs)
      return []
    })
  if (problems.length > 0) throw new CompositionError(problems)
  const { errors, supergraphSdl, hints = [] } = composition.composeServices(services)
  if (errors) throw new CompositionError(errors.map(problem))
  const shown = hints.filter(({ definition }) => definition.level.name !== 'DEBUG')
  return { sdl: supergraphSdl, hints: shown.map(({ definition, message }) => `${definition.code}: ${message}`) }
}

/** The document, or what is wrong with the text. */
function parsed(name: string, sdl: string): DocumentNode | string {
  try {
    return parse(sdl, { noLocation: true })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const [at] = error.locations ?? []
    return `[${name}] ${error.message}${at ? ` (line ${at.line}, column ${at.column})` : ''}`
  }
}

function problem({ message, extensions }: GraphQLError): string {
  const code = extensions['code']
  return typeof code === 'string' ? `${code}: ${message}` : message
}
