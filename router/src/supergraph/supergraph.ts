import { parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { buildApiSchema } from './api-schema.ts'
import type { SupergraphFacts } from './facts.ts'

/** A supergraph, ready to be served: what transports, the executor and authorization each need of it. Never changes. */
export type Supergraph = Omit<SupergraphFacts, 'apiSdl'> & {
  readonly sdl: string
  /** What clients see, and operations are validated against. */
  readonly apiSchema: GraphQLSchema
}

/** Parses what the planning thread has found out of `sdl`. Throws where its API schema is none. */
export function openSupergraph(sdl: string, { apiSdl, ...facts }: SupergraphFacts): Supergraph {
  return { ...facts, sdl, apiSchema: buildApiSchema(parse(apiSdl, { noLocation: true })) }
}
