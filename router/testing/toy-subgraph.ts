import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, parse, validate } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { readBody } from '../src/http/body.ts'

/** What makes a text a schema of Federation 2. */
export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@tag", "@authenticated", "@requiresScopes", "@policy"])\n`

export type Received = {
  readonly query: string
  readonly variables: Record<string, unknown>
  readonly headers: IncomingHttpHeaders
}

type Resolvers = NonNullable<
  Extract<
    Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number],
    { typeDefs: unknown }
  >['resolvers']
>
type Override = (request: IncomingMessage, response: ServerResponse) => void

const Body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) })

/** A subgraph for tests, over HTTP and graphql-transport-ws on one free port, which can be cut off and come back. */
export class ToySubgraph {
  readonly name: string
  /** GraphQL requests over HTTP, oldest first, without those for the schema. */
  readonly received: Received[] = []
  /** connection_init payloads of sockets so far. */
  readonly connections: Record<string, unknown>[] = []
  /** Answers instead of GraphQL while it is set. */
  override: Override | undefined
  #schema: GraphQLSchema
  #typeDefs: string
  #server: Server | undefined
  #sockets: WebSocketServer | undefined
  #port = 0

  constructor(name: string, typeDefs: string, resolvers: Resolvers = {}) {
    this.name = name
    this.#typeDefs = typeDefs
    this.#schema = build(typeDefs, resolvers)
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`
  }

  get definition(): { readonly name: string; readonly url: string; readonly sdl: string } {
    return { name: this.name, url: this.url, sdl: this.#typeDefs }
  }

  /** Serves another schema from now on. */
  change(typeDefs: string, resolvers: Resolvers = {}): void {
    this.#typeDefs = typeDefs
    this.#schema = build(typeDefs, resolvers)
  }

  /** Listens: the first time on a free port, later on the same one again. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response))
    const sockets = new WebSocketServer({ server, path: '/graphql' })
    useServer(
      {
        schema: () => this.#schema,
        onConnect: ({ connectionParams }) => {
          this.connections.push(connectionParams ?? {})
          return true
        },
      },
      sockets,
    )
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    this.#port = typeof address === 'object' && address ? address.port : 0
    this.#server = server
    this.#sockets = sockets
    return this
  }

  /** Gone at once, as if its process had been killed. */
  async kill(): Promise<void> {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate()
    this.#sockets?.close()
    const server = this.#server
    this.#server = undefined
    if (!server) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { query, variables } = Body.parse(JSON.parse((await readBody(request, 10_000_000)).toString()))
    const forSchema = query.includes('_service')
    if (!forSchema) this.received.push({ query, variables, headers: request.headers })
    if (this.override && !forSchema) return this.override(request, response)
    const document = parse(query)
    const errors = validate(this.#schema, document)
    const result =
      errors.length > 0
        ? { errors }
        : await execute({ schema: this.#schema, document, variableValues: variables, contextValue: request.headers })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(result))
  }
}

function build(typeDefs: string, resolvers: Resolvers): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers }])
}
