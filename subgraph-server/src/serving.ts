import { readFile } from 'node:fs/promises'
import type { SubgraphResources } from './resources.ts'
import type { SubgraphRuntime } from './runtime.ts'
import { createSubgraphServer, subgraphSchema, type SubgraphServer } from './subgraph-server.ts'

/** Serves a schema file with its resolvers, as the last thing that a service opens: it is ready then. */
export async function serveSubgraph(
  { name, config, log, metrics, health, shutdown }: SubgraphRuntime,
  { httpServer, authenticate, tracer }: SubgraphResources,
  schemaFile: URL,
  resolvers: object,
): Promise<SubgraphServer> {
  const schema = subgraphSchema(await readFile(schemaFile, 'utf8'), resolvers)
  const production = config.NODE_ENV === 'production'
  const server = await createSubgraphServer({ httpServer, schema, authenticate, log, metrics, tracer, production })
  await shutdown.own('graphql', () => server.close())
  health.watch(name, () => Promise.resolve())
  return server
}
