import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parse } from 'graphql'
import type { ExecutionContext, PreparedOperation, Result } from '../executor.ts'
import { PlanningThread, type PlanningLimits } from '../planning/planning-thread.ts'
import { openSupergraph } from '../supergraph/supergraph.ts'
import { CompiledExecutor } from './compiled-executor.ts'
import { LocalUpstreams, PATIENT } from '../../testing/execution/local-upstreams.ts'
import { shopSubgraphs, shopSupergraph } from '../../testing/execution/shop.ts'

const supergraph = shopSupergraph()
const upstreams = new LocalUpstreams(shopSubgraphs())

async function start(limits: Partial<PlanningLimits> = {}): Promise<CompiledExecutor> {
  const thread = await PlanningThread.start(supergraph, limits)
  return new CompiledExecutor(openSupergraph(supergraph, thread.facts), upstreams, thread)
}

function execute(
  prepared: PreparedOperation,
  variables: Record<string, unknown> = {},
  context: ExecutionContext = PATIENT,
): Promise<Result> {
  if (prepared.kind === 'subscription') throw new Error('a subscription is not executed')
  return prepared.execute(variables, context)
}

// Operations that select the root's `__typename` are never planned directly.
describe('an executor', () => {
  let executor: CompiledExecutor
  beforeAll(async () => void (executor = await start()))
  afterAll(() => executor.close())

  test('what was in use before the supergraph changed comes before what is new', async () => {
    const order: string[] = []
    const prepare = async (alias: string, isKnown: boolean) => {
      await executor.prepare(parse(`{ __typename me { ${alias}: id } }`), undefined, { callerKey: alias, isKnown })
      order.push(alias)
    }
    await Promise.all([prepare('x', false), prepare('y', false), prepare('z', false), prepare('known', true)])
    expect(order).toEqual(['x', 'known', 'y', 'z'])
  })

  test('callers take turns where plans are waited for', async () => {
    const order: string[] = []
    const prepare = async (callerKey: string, alias: string) => {
      await executor.prepare(parse(`{ __typename me { ${alias}: id } }`), undefined, { callerKey })
      order.push(callerKey)
    }
    await Promise.all([...['a', 'b', 'c', 'd'].map((alias) => prepare('many', alias)), prepare('one', 'e')])
    expect(order).toEqual(['many', 'many', 'one', 'many', 'many'])
  })

  test('runs what it has prepared', async () => {
    const prepared = await executor.prepare(parse('{ me { name } }'), undefined)
    expect(await execute(prepared)).toEqual({ data: { me: { name: 'name of u1' } } })
  })

  test('plans directly what has one plan only, without the planning thread', async () => {
    const planless = await start({ waiting: 0 })
    const document = parse(
      'query Q($with: Boolean!) { me { id name @include(if: $with) } orders { product { name } } }',
    )
    const prepared = await planless.prepare(document, undefined)
    const bytes = prepared.bytes ?? 0
    const context = { ...PATIENT, callerKey: 'x' }
    expect(await execute(prepared, { with: true }, context)).toMatchObject({ data: { me: { name: 'name of u1' } } })
    expect(prepared.bytes).toBeGreaterThan(bytes + 10_000)
    await planless.close()
  })

  test('plans for the values that conditions have', async () => {
    const prepared = await executor.prepare(
      parse('query($with: Boolean!) { me { id name @include(if: $with) } }'),
      undefined,
    )
    expect(await execute(prepared, { with: true })).toEqual({ data: { me: { id: 'u1', name: 'name of u1' } } })
    expect(await execute(prepared, { with: false })).toEqual({ data: { me: { id: 'u1' } } })
  })

  test('what waits for the values of its conditions counts before it has a plan', async () => {
    const prepared = await executor.prepare(parse('query($a: Boolean!) { me { id @skip(if: $a) } }'), undefined)
    expect(prepared.bytes).toBeGreaterThan(5_000)
  })

  test('does not plan an operation of introspection alone', async () => {
    const planless = await start({ waiting: 0 })
    const prepared = await planless.prepare(
      parse('{ a: __type(name: "Order") { isOneOf name } ...F } fragment F on Query { __typename }'),
      undefined,
    )
    expect(await execute(prepared)).toEqual({ data: { a: { isOneOf: null, name: 'Order' }, __typename: 'Query' } })
    await planless.close()
  })

  test('plans once for the same values, and again at once what was planned for an earlier supergraph', async () => {
    const document = parse('query($with: Boolean!) { me { id name @include(if: $with) } }')
    let plans = 0
    const earlier = await executor.prepare(document, undefined, { resized: () => plans++ })
    await Promise.all([true, true, false].map((value) => execute(earlier, { with: value })))
    expect(plans).toBe(2)
    expect(earlier.bytes).toBeGreaterThan(2 * 10_000 + 7_000)
    const successor = await start()
    const prepared = await successor.prepare(document, undefined, { earlier, resized: () => plans++ })
    expect(plans).toBe(4)
    expect(prepared.bytes).toBe(earlier.bytes)
    const stop = new AbortController()
    const stopped = { earlier, signal: stop.signal, resized: () => stop.abort() }
    const { bytes } = await successor.prepare(document, undefined, stopped)
    expect(bytes).toBeLessThan(earlier.bytes ?? 0) // one of the two
    await successor.close()
  })

  test('an operation that was in use comes before what is new with its first plan alone', async () => {
    const document = parse(
      'query($a: Boolean!, $b: Boolean!) { __typename me { id @skip(if: $a) name @skip(if: $b) } }',
    )
    const known = await executor.prepare(document, undefined, { isKnown: true })
    const order: string[] = []
    const prepare = async (alias: string) => {
      await executor.prepare(parse(`{ __typename me { ${alias}: id } }`), undefined, { callerKey: alias })
      order.push(alias)
    }
    const run = async (a: boolean, b: boolean) => {
      await execute(known, { a, b }, { ...PATIENT, callerKey: 'known' })
      order.push(`known ${a} ${b}`)
    }
    await Promise.all([prepare('p'), prepare('q'), run(true, false), run(false, true), run(false, false), prepare('r')])
    expect(order).toEqual(['p', 'known true false', 'q', 'known false true', 'r', 'known false false'])
  })

  test('what an earlier supergraph had prepared is let go when it is planned again', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const document = parse('query($with: Boolean!) { me { id name @include(if: $with) } }')
    const prepareAgain = async () => {
      const earlier = await executor.prepare(document, undefined)
      await execute(earlier, { with: true })
      return { prepared: await executor.prepare(document, undefined, { earlier }), earlier: new WeakRef(earlier) }
    }
    const { prepared, earlier } = await prepareAgain()
    for (let round = 1; round <= 20 && earlier.deref() !== undefined; round++) {
      await execute(prepared, { with: round % 2 === 0 })
      await nextTurn() // until then what a WeakRef was asked for is kept
      collect()
    }
    expect(earlier.deref()).toBeUndefined()
    expect(await execute(prepared, { with: false })).toEqual({ data: { me: { id: 'u1' } } })
  }, 60_000)
})
