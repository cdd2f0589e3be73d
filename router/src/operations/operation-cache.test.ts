import { parse, print } from 'graphql'
import { anonymous, type Login } from '@shop/platform/caller.ts'
import type { Rules } from '../authorization/directives.ts'
import { Guards } from '../authorization/guards.ts'
import type { Executor, PreparedOperation, PreparingOptions } from '../executor.ts'
import { buildApiSchema } from '../supergraph/api-schema.ts'
import { SMALL_LIMITS } from '../../testing/document-limits.ts'
import { OperationCache } from './operation-cache.ts'

const schema = buildApiSchema(parse('type Query { a: Int b: Int me: Int own: Int gold: Int }'))
const rules: Rules = new Map([
  ['Query.own', [{ kind: 'login' }]],
  ['Query.gold', [{ kind: 'anyOf', groups: [['gold']] }]],
])
const guards = new Guards(schema, rules)
const authorizationSchema = { schema, guards }
const limits = { ...SMALL_LIMITS, aliases: 9, rootFields: 9 }

const ann: Login = { kind: 'login', userId: 'ann', roles: new Set(), scopes: new Set(), expiresAt: Infinity }

type Prepared = { readonly text: string; readonly options: PreparingOptions }

/** A planner that records its requests. */
function executor(bytes = 1_000): Executor & { readonly prepared: Prepared[] } {
  const prepared: Prepared[] = []
  return {
    prepared,
    prepare: (document, _name, options = {}) => {
      prepared.push({ text: print(document).replaceAll(/\s+/g, ' ').trim(), options })
      const operation: PreparedOperation = { kind: 'query', bytes, execute: () => Promise.resolve({ data: {} }) }
      return Promise.resolve(operation)
    },
    close: () => Promise.resolve(),
  }
}

const cacheOf = (of: Executor, operationCacheBytes = 1e6, read: (outcome: string) => void = () => undefined) =>
  new OperationCache({
    ...{ executor: of, authorizationSchema, operationCacheBytes, read },
    rules: { limits, introspection: true },
    cost: () => () => 1,
    planned: () => undefined,
  })

test('operations of one text, and texts of one length, are distinguished each time', () => {
  const cache = cacheOf(executor())
  const both = 'query A { a } query B { b }'
  const requested = [
    [both, 'A'],
    [both, 'B'],
    ['{ a }', undefined],
    ['{ b }', undefined],
  ] as const
  const first = requested.map(([query, name]) => cache.get(query, name))
  expect(new Set(first).size).toBe(4)
  for (let times = 0; times < 3; times++)
    for (const [index, [query, name]] of requested.entries())
      // A copy, as each request has one.
      expect(cache.known(`${query} `.slice(0, -1), name)).toBe(first[index])
})

test('what is known is read and planned once, and its text is planned as it is', async () => {
  const plans = executor()
  const outcomes: string[] = []
  const cache = cacheOf(plans, 1e6, (outcome) => outcomes.push(outcome))
  await Promise.all([0, 1].map(() => cache.get('{  a  }', undefined).variant(anonymous)))
  await cache.get('{  a  }', undefined).variant(anonymous)
  expect(plans.prepared.map(({ options }) => options.text)).toEqual(['{  a  }'])
  expect(outcomes).toEqual(['read'])
})

test('plans count in what may be kept', async () => {
  const cache = cacheOf(executor(40_000), 100_000)
  for (const query of ['{ a }', '{ b }']) await cache.get(query, undefined).variant(anonymous)
  expect(['{ a }', '{ b }'].map((query) => cache.known(query, undefined) !== undefined)).toEqual([true, true])
  await cache.get('{ me }', undefined).variant(anonymous)
  expect(['{ a }', '{ b }', '{ me }'].map((query) => cache.known(query, undefined) !== undefined)).toEqual([
    false,
    true,
    true,
  ])
})

test('another supergraph reads and plans what is in use, what was used last first, and knows it', async () => {
  const earlier = cacheOf(executor())
  for (const query of ['query A { a }', 'query B { b }', 'query A { a }'])
    await earlier.get(query, query[6]).variant(anonymous)
  earlier.get('query C { me }', 'C') // was never planned
  const plans = executor()
  const cache = cacheOf(plans)
  await cache.warm(earlier, AbortSignal.timeout(60_000))
  expect(plans.prepared.map(({ text }) => text)).toEqual(['query A { a }', 'query B { b }'])
  expect(plans.prepared.every(({ options }) => options.isKnown && options.earlier?.kind === 'query')).toBe(true)
  expect(
    ['A', 'B', 'C'].map((name) => cache.known(`query ${name} { ${{ A: 'a', B: 'b', C: 'me' }[name]} }`, name)),
  ).not.toContain(undefined)
  await cache.get('query B { b }', 'B').variant(anonymous)
  expect(plans.prepared).toHaveLength(2)
})

test('another supergraph plans what is in use for each kind of caller, though both go on to use it meanwhile', async () => {
  const earlier = cacheOf(executor())
  const operation = earlier.get('{ a own gold }', undefined)
  for (const caller of [ann, anonymous]) await operation.variant(caller)
  const plans = executor()
  const cache = cacheOf({
    ...plans,
    prepare: async (...given) => {
      await operation.variant(ann)
      return plans.prepare(...given)
    },
  })
  await cache.warm(earlier, AbortSignal.timeout(60_000))
  expect(plans.prepared.map(({ text }) => text)).toEqual(['{ a }', '{ a own }'])
})

test('plans that are larger with another supergraph do not take the place of what was used last', async () => {
  const earlier = cacheOf(executor(40_000), 100_000)
  for (const query of ['{ a }', '{ b }']) await earlier.get(query, undefined).variant(anonymous)
  const cache = cacheOf(executor(60_000), 100_000)
  await cache.warm(earlier, AbortSignal.timeout(60_000))
  expect(['{ a }', '{ b }'].map((query) => cache.known(query, undefined) !== undefined)).toEqual([false, true])
})

test('what was in use is known also where there was no time to plan it', async () => {
  const earlier = cacheOf(executor())
  await earlier.get('{ a }', undefined).variant(anonymous)
  const plans = executor()
  const cache = cacheOf(plans)
  await cache.warm(earlier, AbortSignal.abort())
  for (const query of ['{ a }', '{ b }']) await cache.get(query, undefined).variant(anonymous)
  expect(plans.prepared.map(({ options }) => options.isKnown)).toEqual([true, false])
})
