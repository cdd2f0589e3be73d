import { parse, type DocumentNode } from 'graphql'
import type { PreparedOperation, Result } from '../executor.ts'
import { PlanningThread, type PlanningLimits } from '../planning/planning-thread.ts'
import { openSupergraph } from '../supergraph/supergraph.ts'
import { CompiledExecutor } from './executor.ts'
import { LocalUpstreams, PATIENT } from '../../testing/execution/local-upstreams.ts'
import { shopSubgraphs, shopSupergraph } from '../../testing/execution/shop.ts'

const supergraph = shopSupergraph()
const upstreams = new LocalUpstreams(shopSubgraphs())

async function start(limits: Partial<PlanningLimits> = {}): Promise<CompiledExecutor> {
  const thread = await PlanningThread.start(supergraph, limits)
  return new CompiledExecutor(openSupergraph(supergraph, thread.facts), upstreams, thread)
}

function execute(prepared: PreparedOperation, variables: Record<string, unknown> = {}): Promise<Result> {
  if (prepared.kind === 'subscription') throw new Error('a subscription is not executed')
  return prepared.execute(variables, PATIENT)
}

describe('an executor', () => {
  let executor: CompiledExecutor
  beforeAll(async () => void (executor = await start()))
  afterAll(() => executor.close())

  test('what an earlier supergraph had planned comes before what is new, also where there was no time to warm', async () => {
    const known = parse('{ me { known: id } }')
    await executor.prepare(known, undefined)
    const successor = await start()
    await successor.warm(executor, AbortSignal.abort())
    const order: string[] = []
    const prepare = async (document: DocumentNode, callerKey: string) => {
      await successor.prepare(document, undefined, callerKey)
      order.push(callerKey)
    }
    const fresh = ['x', 'y', 'z'].map((alias) => prepare(parse(`{ me { ${alias}: id } }`), alias))
    await Promise.all([...fresh, prepare(known, 'known')])
    expect(order).toEqual(['x', 'known', 'y', 'z'])
    await successor.close()
  })

  test('callers take turns where plans are waited for', async () => {
    const order: string[] = []
    const prepare = async (callerKey: string, alias: string) => {
      await executor.prepare(parse(`{ me { ${alias}: id } }`), undefined, callerKey)
      order.push(callerKey)
    }
    await Promise.all([...['a', 'b', 'c', 'd'].map((alias) => prepare('many', alias)), prepare('one', 'e')])
    expect(order).toEqual(['many', 'many', 'one', 'many', 'many'])
  })

  test('runs what it has prepared', async () => {
    const prepared = await executor.prepare(parse('{ me { name } }'), undefined)
    expect(await execute(prepared)).toEqual({ data: { me: { name: 'name of u1' } } })
  })

  test('has at once what it prepared before, and plans once what several ask for', async () => {
    const document = parse('{ products { name } }')
    const [one, other] = await Promise.all([
      executor.prepare(document, undefined),
      executor.prepare(document, undefined),
    ])
    expect(other).toBe(one)
    expect(await executor.prepare(document, undefined)).toBe(one)
  })

  test('plans for the values that conditions have', async () => {
    const prepared = await executor.prepare(
      parse('query($with: Boolean!) { me { id name @include(if: $with) } }'),
      undefined,
    )
    expect(await execute(prepared, { with: true })).toEqual({ data: { me: { id: 'u1', name: 'name of u1' } } })
    expect(await execute(prepared, { with: false })).toEqual({ data: { me: { id: 'u1' } } })
  })

  test('asks nobody to plan what is introspection alone', async () => {
    const planless = await start({ waiting: 0 })
    const prepared = await planless.prepare(
      parse('{ a: __type(name: "Order") { isOneOf name } ...F } fragment F on Query { __typename }'),
      undefined,
    )
    expect(await execute(prepared)).toEqual({ data: { a: { isOneOf: null, name: 'Order' }, __typename: 'Query' } })
    await planless.close()
  })

  test('prepares beforehand what another has prepared', async () => {
    const successor = await start()
    await successor.warm(executor, AbortSignal.timeout(20_000))
    expect(successor.requests()).toHaveLength(executor.requests().length)
    await successor.close()
  })
})
