/** The API schema: what clients see of the supergraph that the subgraphs' schema files compose to. Nothing needs to run. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { compose } from '@shop/router/supergraph/compose.ts'
import { loadSupergraph } from '@shop/router/supergraph/load-supergraph.ts'
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { projectRoot } from '../project.ts'
import { subgraphs } from '../shop/topology.ts'

/** Throws where the subgraphs do not compose, with composition's own words. */
export async function apiSchema(): Promise<GraphQLSchema> {
  const definitions = subgraphs.map(async (name) => {
    const sdl = await readFile(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8')
    return { name, url: `http://${name}.invalid/graphql`, sdl }
  })
  return loadSupergraph(compose(await Promise.all(definitions))).apiSchema
}

/** SDL with descriptions, types and fields by name, so that two releases can be compared line by line. */
export function printApiSchema(schema: GraphQLSchema): string {
  const header =
    '# The API schema of the supergraph. Written by `npm run schema`: change subgraphs/*/schema.graphql, not this.\n\n'
  return `${header}${printSchema(lexicographicSortSchema(schema))}\n`
}
