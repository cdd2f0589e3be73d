import { EventEmitter } from 'node:events'
import { GraphQLError } from 'graphql'
import { LINK, ToySubgraph } from './toy-subgraph.ts'

type FeedChange = { readonly cursor: string; readonly n: number; readonly item: { readonly id: string } }

/** A log of changes for each item, as a subgraph keeps one: it outlives the subgraph's process. */
export class ToyFeed {
  readonly #log = new Map<string, FeedChange[]>()
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  /** Streams that are being followed now. */
  following = 0

  emit(id: string): void {
    const log = this.#log.get(id) ?? []
    const change = { cursor: `c${log.length + 1}`, n: log.length + 1, item: { id } }
    this.#log.set(id, [...log, change])
    this.#emitter.emit(id, change)
  }

  end(id: string): void {
    this.#emitter.emit(id, undefined)
  }

  /** The present state first, or all after a cursor; then what comes. */
  follow(id: string, after: string | null | undefined): AsyncIterableIterator<FeedChange, undefined> {
    const log = this.#log.get(id) ?? []
    const at = after ? log.findIndex(({ cursor }) => cursor === after) : log.length - 2
    if (after && at < 0) throw new GraphQLError('no such cursor', { extensions: { code: 'CURSOR_EXPIRED' } })
    const waiting: (FeedChange | undefined)[] = log.slice(Math.max(at + 1, 0))
    let wake: () => void = () => undefined
    const hear = (change: FeedChange | undefined) => {
      waiting.push(change)
      wake()
    }
    const follower = { left: false }
    const leave = () => {
      if (follower.left) return
      follower.left = true
      this.following--
      this.#emitter.off(id, hear)
      waiting.length = 0
      wake()
    }
    this.following++
    this.#emitter.on(id, hear)
    const next = async (): Promise<IteratorResult<FeedChange, undefined>> => {
      while (!follower.left && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const value = waiting.shift()
      if (value) return { done: false, value }
      leave()
      return { done: true, value: undefined }
    }
    const end = (): Promise<IteratorResult<FeedChange, undefined>> => {
      leave()
      return Promise.resolve({ done: true, value: undefined })
    }
    return {
      next,
      return: end,
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }
}

/** Two subgraphs for tests: changes of items as subscriptions, and the items' names. */
export function feedGraph() {
  const feed = new ToyFeed()
  const changes = new ToySubgraph(
    'changes',
    `${LINK}
    type Query { unused: String }
    type Subscription {
      changed(id: ID!, after: String): Change!
      everyone(id: ID!, after: String): Change! @tag(name: "same-for-everyone")
      plain(id: ID!): Plain
      members(id: ID!): Plain @requiresScopes(scopes: [["member"]])
    }
    type Change { cursor: String! n: Int! item: Item! }
    type Plain { n: Int! item: Item }
    type Item @key(fields: "id") { id: ID! }`,
    {
      Subscription: Object.fromEntries(
        ['changed', 'everyone', 'plain', 'members'].map((field) => [
          field,
          {
            subscribe: (_: unknown, { id, after }: { id: string; after?: string }) => {
              if (id === 'nobody')
                throw new GraphQLError('there is no such item', { extensions: { code: 'NOT_FOUND' } })
              return feed.follow(id, after)
            },
            resolve: (change: unknown) => change,
          },
        ]),
      ),
    },
  )
  const names = new ToySubgraph(
    'names',
    `${LINK}
    type Query { hello: String }
    type Mutation { wave: String }
    type Item @key(fields: "id") { id: ID! name: String secret: String @authenticated }`,
    {
      Query: { hello: () => 'hello' },
      Mutation: { wave: () => 'waved' },
      Item: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name ${id}`, secret: 'secret' }) },
    },
  )
  return { feed, changes, names, all: [changes, names] }
}
