import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'graphql'
import type { Prepared, Result } from '../executor.ts'
import { PlanStore } from '../planning/store.ts'
import { CompiledExecutor } from './executor.ts'
import { LocalUpstreams, PATIENT } from './testing/local-upstreams.ts'
import { shopSubgraphs, shopSupergraph } from './testing/shop.ts'

const supergraph = shopSupergraph()
const upstreams = new LocalUpstreams(shopSubgraphs())

function execute(prepared: Prepared, variables: Record<string, unknown> = {}): Promise<Result> {
  if (prepared.kind === 'subscription') throw new Error('a subscription is not executed')
  return prepared.execute(variables, PATIENT)
}

describe('an executor', () => {
  let executor: CompiledExecutor
  beforeAll(async () => void (executor = await CompiledExecutor.start(supergraph, upstreams)))
  afterAll(() => executor.close())

  test('runs what it has prepared', async () => {
    const prepared = await executor.prepare(parse('{ me { name } }'), undefined)
    expect(await execute(prepared)).toEqual({ data: { me: { name: 'name of u1' } } })
  })

  test('has at once what it prepared before, and plans once what several ask for', async () => {
    const text = '{ products { name } }'
    const [one, other] = await Promise.all([
      executor.prepareText(text, undefined),
      executor.prepareText(text, undefined),
    ])
    expect(other).toBe(one)
    expect(executor.prepareText(text, undefined)).toBe(one)
  })

  test('plans for the values that conditions have', async () => {
    const prepared = await executor.prepare(
      parse('query($with: Boolean!) { me { id name @include(if: $with) } }'),
      undefined,
    )
    expect(await execute(prepared, { with: true })).toEqual({ data: { me: { id: 'u1', name: 'name of u1' } } })
    expect(await execute(prepared, { with: false })).toEqual({ data: { me: { id: 'u1' } } })
  })

  test('refuses text that is not valid', async () => {
    await expect(executor.prepareText('{ me { age } }', undefined)).rejects.toThrow('Cannot query field "age"')
  })

  test('prepares beforehand what another has prepared', async () => {
    const successor = await CompiledExecutor.start(supergraph, upstreams)
    await successor.warm(executor.requests(), performance.now() + 20_000)
    expect(successor.requests()).toHaveLength(executor.requests().length)
    await successor.close()
  })
})

test('plans that are on disk are not made again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'plans-'))
  const first = await CompiledExecutor.start(supergraph, upstreams, {
    store: await PlanStore.open(directory, supergraph, 1e6),
  })
  await execute(await first.prepare(parse('{ me { name } }'), undefined))
  await first.close()
  const store = await PlanStore.open(directory, supergraph, 1e6)
  const again = await CompiledExecutor.start(supergraph, upstreams, { store, planning: { waiting: 0 } })
  expect(await execute(await again.prepare(parse('{ me { name } }'), undefined))).toEqual({
    data: { me: { name: 'name of u1' } },
  })
  await again.close()
  await rm(directory, { recursive: true })
})
