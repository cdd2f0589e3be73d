// @apollo/server with @apollo/gateway, as its documentation has it.
process.env.APOLLO_TELEMETRY_DISABLED = '1'
const { readFileSync } = await import('node:fs')
const { ApolloServer } = await import('@apollo/server')
const { startStandaloneServer } = await import('@apollo/server/standalone')
const { ApolloGateway, RemoteGraphQLDataSource } = (await import('@apollo/gateway')).default

class Forwarding extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization)
  }
}
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(process.env.SUPERGRAPH, 'utf8'),
  buildService: ({ url }) => new Forwarding({ url }),
})
const server = new ApolloServer({ gateway })
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
})
