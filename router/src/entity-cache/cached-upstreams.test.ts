import * as fc from 'fast-check'
import type { ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'
import { UpstreamHeaders } from '../upstream/upstream-headers.ts'
import { CachedUpstreams } from './cached-upstreams.ts'
import { EntityCache, entityId } from './entity-cache.ts'

const OPERATION =
  'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Item { n } } }'
const headers = new UpstreamHeaders(['authorization', 'Bearer ann', 'accept', 'json'])
const context: ExecutionContext = { headers, deadline: Infinity }

type Sent = {
  readonly request: UpstreamRequest
  readonly context: ExecutionContext
  readonly done: (outcome: UpstreamOutcome) => void
}

class Subgraph implements Upstreams {
  readonly sent: Sent[] = []

  send(request: UpstreamRequest, given: ExecutionContext, done: Sent['done']): void {
    this.sent.push({ request, context: given, done })
  }
}

const representation = (id: string) => `{"__typename":"Item","id":"${id}"}`
const bodyOf = (representations: string) => `{"query":"","variables":{"representations":[${representations}]}}`
const idsIn = (request: UpstreamRequest): readonly string[] =>
  JSON.parse(request.body).variables.representations.map(({ id }: { id: string }) => id)
const answer = (body: object): UpstreamOutcome => ({ ok: true, status: 200, body: Buffer.from(JSON.stringify(body)) })

function setUp(maxBytes = 1e6) {
  const subgraph = new Subgraph()
  const cache = new EntityCache(maxBytes)
  const counted = { hit: 0, miss: 0 }
  const generation = () =>
    new CachedUpstreams(subgraph, {
      cache,
      isPublic: (operation) => operation === OPERATION,
      keyFields: new Map([['Item', 'id']]),
      observe: (outcome, entities) => void (counted[outcome] += entities),
    })
  const first = generation()
  const fetchEntities = (ids: readonly string[], operation = OPERATION, { upstreams = first, body = bodyOf } = {}) => {
    const outcomes: unknown[] = []
    const representations = ids.map(representation)
    upstreams.send(
      {
        service: 'items',
        idempotent: true,
        body: body(representations.join(',')),
        entities: { operation, representations: () => representations, body },
      },
      context,
      (outcome) => outcomes.push(outcome.ok ? JSON.parse(outcome.body.toString()) : outcome),
    )
    return outcomes
  }
  const reply = (body: (ids: readonly string[]) => object) => {
    const { request, done } = subgraph.sent.shift() ?? {}
    if (request && done) done(answer(body(idsIn(request))))
  }
  return { subgraph, cache, counted, generation, fetchEntities, reply }
}

const items = (ids: readonly string[]) => ({ data: { _entities: ids.map((id) => ({ n: `n of ${id}` })) } })

test('cached entities are not fetched again, and the rest is fetched without authorization', () => {
  const { subgraph, cache, counted, fetchEntities, reply } = setUp()
  cache.open()
  fetchEntities(['a', 'b'])
  expect(subgraph.sent[0]?.context.headers.fields).toEqual(['accept', 'json'])
  reply(items)
  const outcomes = fetchEntities(['b', 'c', 'a'])
  expect(subgraph.sent.map(({ request }) => idsIn(request))).toEqual([['c']])
  reply(items)
  expect(outcomes).toEqual([items(['b', 'c', 'a'])])
  expect([fetchEntities(['c', 'b']), subgraph.sent, counted]).toEqual([[items(['c', 'b'])], [], { hit: 4, miss: 3 }])
})

test('errors of a partial fetch have the paths of the whole one, and nothing of it is cached', () => {
  const { subgraph, cache, fetchEntities, reply } = setUp()
  cache.open()
  fetchEntities(['a'])
  reply(items)
  const outcomes = fetchEntities(['a', 'b'])
  reply(() => ({ data: { _entities: [null] }, errors: [{ message: 'no', path: ['_entities', 0, 'n'] }] }))
  expect(outcomes).toEqual([
    { data: { _entities: [{ n: 'n of a' }, null] }, errors: [{ message: 'no', path: ['_entities', 1, 'n'] }] },
  ])
  fetchEntities(['b'])
  expect(subgraph.sent).toHaveLength(1)
})

test('missing entities, and those that are not public, are fetched each time', () => {
  const { subgraph, cache, fetchEntities, reply } = setUp()
  cache.open()
  fetchEntities(['a'])
  reply(() => ({ data: { _entities: [null] } }))
  fetchEntities(['a'])
  expect(subgraph.sent.splice(0)).toHaveLength(1)
  fetchEntities(['b'], 'query { another }')
  reply(items)
  fetchEntities(['b'], 'query { another }')
  expect(subgraph.sent[0]?.context).toBe(context)
})

test('generations of a supergraph share what is alike, and mix up nothing that is not', () => {
  const { subgraph, cache, generation, fetchEntities, reply } = setUp()
  cache.open()
  fetchEntities(['a'])
  reply(items)
  const upstreams = generation()
  const another = (representations: string) => bodyOf(representations).replace('""', '"another"')
  fetchEntities(['a'], OPERATION, { upstreams, body: another })
  expect(subgraph.sent.splice(0)).toHaveLength(1)
  expect([fetchEntities(['a'], OPERATION, { upstreams }), subgraph.sent]).toEqual([[items(['a'])], []])
})

test('without a feed of changes nothing is cached, not even what was fetched before', () => {
  const { subgraph, cache, fetchEntities, reply } = setUp()
  fetchEntities(['a'])
  reply(items)
  cache.open()
  fetchEntities(['a'])
  cache.close()
  cache.open()
  reply(items)
  fetchEntities(['a'])
  expect(subgraph.sent).toHaveLength(1)
})

test('it holds no more bytes than it may, and drops the names of evicted entries', () => {
  const { cache, fetchEntities, reply } = setUp(10_000)
  cache.open()
  for (let n = 0; n < 500; n++) {
    fetchEntities([`item ${n}`])
    reply(items)
  }
  expect(cache.bytes).toBeLessThanOrEqual(10_000)
})

type Step =
  | { readonly kind: 'write' | 'tell'; readonly id: string }
  | { readonly kind: 'ask'; readonly ids: readonly string[] }
  | { readonly kind: 'read' | 'arrive'; readonly which: number }
  | { readonly kind: 'outage' }

const id = fc.constantFrom('a', 'b', 'c')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const, 'tell' as const), id }),
  fc.record({ kind: fc.constant('ask' as const), ids: fc.uniqueArray(id, { minLength: 1 }) }),
  fc.record({ kind: fc.constantFrom('read' as const, 'arrive' as const), which: fc.nat(5) }),
  fc.record({ kind: fc.constant('outage' as const) }),
)

/** A subgraph's data, its published evictions, and fetches at any stage: sent, read there, arrived here. */
test('a fetch after an eviction never returns older data, in whatever order reads, answers and evictions come', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { subgraph, cache, fetchEntities } = setUp()
      cache.open()
      const versions = new Map<string, number>()
      const announced = new Map<string, number>()
      const read: { readonly body: object; readonly done: Sent['done'] }[] = []
      const requested: {
        readonly ids: readonly string[]
        readonly minVersions: readonly number[]
        readonly outcomes: unknown[]
      }[] = []
      for (const each of steps) {
        if (each.kind === 'write') versions.set(each.id, (versions.get(each.id) ?? 0) + 1)
        if (each.kind === 'tell') {
          announced.set(each.id, versions.get(each.id) ?? 0)
          cache.evict(entityId('Item', each.id))
        }
        if (each.kind === 'ask')
          requested.push({
            ids: each.ids,
            minVersions: each.ids.map((name) => announced.get(name) ?? 0),
            outcomes: fetchEntities(each.ids),
          })
        if (each.kind === 'read') {
          const [sent] = subgraph.sent.splice(each.which, 1)
          const entities = sent && idsIn(sent.request).map((name) => ({ n: versions.get(name) ?? 0 }))
          if (sent) read.push({ body: { data: { _entities: entities } }, done: sent.done })
        }
        if (each.kind === 'arrive') for (const { body, done } of read.splice(each.which, 1)) done(answer(body))
        if (each.kind === 'outage') {
          cache.close()
          cache.open()
          for (const [name, version] of versions) announced.set(name, version)
        }
      }
      for (const { minVersions, outcomes } of requested) {
        for (const outcome of outcomes) {
          const seen = Object(outcome).data._entities.map(({ n }: { n: number }) => n)
          expect(minVersions.every((version, index) => seen[index] >= version)).toBe(true)
        }
      }
    }),
    { numRuns: 500, seed: 7 },
  )
})
