import { shopSupergraph } from '../../testing/execution/shop.ts'
import { ExecutorClosed, RefusedOperation } from '../executor.ts'
import { PlanningThread } from './planning-thread.ts'

const supergraph = shopSupergraph()

async function refusal(plan: Promise<unknown>): Promise<RefusedOperation['errors']> {
  const error: unknown = await plan.catch((reason: unknown) => reason)
  if (!(error instanceof RefusedOperation)) throw new Error('it was not refused')
  return error.errors
}

describe('a planning thread', () => {
  let thread: PlanningThread
  beforeAll(async () => void (thread = await PlanningThread.start(supergraph)))
  afterAll(() => thread.close())

  test('plans, and knows what clients may see', async () => {
    expect(thread.facts.apiSdl).toContain('type Order')
    expect(JSON.parse(await thread.plan({ document: '{ me { name } }' }))).toMatchObject({ kind: 'query' })
  })

  test('plans one after the other what is requested at once', async () => {
    const forms = await Promise.all(
      ['{ me { name } }', '{ products { name } }'].map((document) => thread.plan({ document })),
    )
    expect(forms.map((form) => JSON.parse(form).step.operation)).toEqual([
      expect.stringContaining('{me{'),
      expect.stringContaining('{products{'),
    ])
  })

  test('refuses with the place in the text', async () => {
    expect(await refusal(thread.plan({ document: '{ me { xyzzy } }' }))).toEqual([
      {
        message: 'Cannot query field "xyzzy" on type "User".',
        locations: [{ line: 1, column: 8 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ])
    expect((await refusal(thread.plan({ document: '{' })))[0]?.extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' })
  })
})

test('what the planner itself finds in a valid document is a failure, with where that was', async () => {
  const thread = await PlanningThread.start(supergraph)
  const error: unknown = await thread.plan({ document: '{ me { xyzzy } }', isValid: true }).catch((reason) => reason)
  expect(error).toMatchObject({ name: 'PlanningFailure', message: expect.stringContaining('xyzzy') })
  expect(error).toHaveProperty('stack', expect.stringContaining('operations.js:'))
  await thread.close()
})

test('a plan whose fetches repeat a long text is refused, before the event loop has to read it', async () => {
  const thread = await PlanningThread.start(supergraph, { planningTime: 120_000, waitingTime: 120_000 })
  const plan = (name: string) => thread.plan({ document: `query ${name} { ${orders} }` })
  const orders = Array.from({ length: 20 }, (_, n) => `a${n}: orders { total delivery { order { total } } }`).join(' ')
  expect(await refusal(plan('x'.repeat(120_000)))).toEqual([
    { message: expect.stringContaining('too long'), extensions: { code: 'LIMIT_EXCEEDED', limit: 'planLength' } },
  ])
  expect(JSON.parse(await plan('x'))).toMatchObject({ kind: 'query' })
  await thread.close()
}, 180_000)

test('text that is no supergraph is refused when the thread starts', async () => {
  await expect(PlanningThread.start('type Query { x: Int }')).rejects.toThrow('not a supergraph')
})

test('what takes too long is refused, and what waits behind it is planned by a new thread', async () => {
  const thread = await PlanningThread.start(supergraph, { planningTime: 1 })
  const slow = `{ ${Array.from({ length: 400 }, (_, index) => `a${index}: orders { total delivery { order { total } } }`).join(' ')} }`
  expect(await refusal(thread.plan({ document: slow }))).toEqual([
    {
      message: 'Planning the operation takes too long.',
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'planningTime' },
    },
  ])
  await thread.close()
})

test('a thread that dies is replaced; what it was planning fails with the cause', async () => {
  const thread = await PlanningThread.start(supergraph, { heap: 48, planningTime: 100_000, waitingTime: 100_000 })
  const huge = `{ ${Array.from({ length: 6_000 }, (_, index) => `a${index}: orders { total delivery { order { total } } }`).join(' ')} }`
  await expect(thread.plan({ document: huge })).rejects.toMatchObject({
    name: 'PlanningFailure',
    cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' },
  })
  expect(JSON.parse(await thread.plan({ document: '{ me { name } }' }))).toMatchObject({ kind: 'query' })
  await thread.close()
}, 120_000)

test('callers take turns: many plans for one do not keep another waiting for all of them', async () => {
  const thread = await PlanningThread.start(supergraph)
  const order: string[] = []
  const plan = async (caller: string, field: string) => {
    await thread.plan({ document: `{ me { ${field} } }` }, caller)
    order.push(caller)
  }
  const many = ['id', 'name', 'points', 'a: id', 'b: id'].map((field) => plan('many', field))
  await Promise.all([...many, plan('one', 'c: id')])
  expect(order).toEqual(['many', 'many', 'one', 'many', 'many', 'many'])
  await thread.close()
})

test('where the queue is full, the client with the most requests gives up a slot to another', async () => {
  const thread = await PlanningThread.start(supergraph, { waiting: 3 })
  const plan = (caller: string, field: string) => thread.plan({ document: `{ me { ${field} } }` }, caller)
  const many = ['id', 'name', 'points', 'a: id'].map((field) => plan('many', field))
  const results = await Promise.allSettled([...many, plan('one', 'c: id')])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  await thread.close()
})

test('more than may wait are refused at once', async () => {
  const thread = await PlanningThread.start(supergraph, { waiting: 1 })
  const plans = ['{ me { name } }', '{ me { id } }', '{ me { points } }'].map((document) => thread.plan({ document }))
  const results = await Promise.allSettled(plans)
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  await thread.close()
})

test('a thread that is closed answers first the requests it has, and then refuses', async () => {
  const thread = await PlanningThread.start(supergraph)
  const plans = ['{ me { name } }', '{ me { id } }'].map((document) => thread.plan({ document }))
  await thread.close()
  expect(await Promise.all(plans)).toHaveLength(2)
  await expect(thread.plan({ document: '{ me { name } }' })).rejects.toBeInstanceOf(ExecutorClosed)
})
