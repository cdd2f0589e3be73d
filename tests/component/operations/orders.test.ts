/** Operators see which orders are where, and which do not get on. */
import { until } from '@shop/dev/testing/until.ts'
import { sample } from '@shop/contract/samples.ts'
import { v7 as uuidv7 } from 'uuid'
import { addProduct, advance, becomes, data, newUser, placeOrder, prepared } from '../shopping.ts'
import { admin, carrier, customer } from '../tokens.ts'
import { openOperations } from './open-operations.ts'

const open = openOperations()
const { operations, publish } = open

async function ask<Field>(query: string, variables = {}): Promise<Field> {
  const [field] = Object.values(await data(operations().request(query, variables, admin)))
  const copy: Field = JSON.parse(JSON.stringify(field))
  return copy
}

type InFlight = readonly { readonly waitingFor: string; readonly orders: number; readonly oldestSince: string }[]
const inFlight = () => ask<InFlight>('{ ordersInFlight { waitingFor orders oldestSince } }')
const carried = async () => (await inFlight()).find(({ waitingFor }) => waitingFor === 'CARRIER')?.orders ?? 0

/** An order of an hour ago that only operations knows: no service will process it. */
async function forgotten(minutesAgo = 60): Promise<string> {
  const orderId = uuidv7()
  const occurredAt = new Date(Date.now() - minutesAgo * 60_000).toISOString()
  const event: Record<string, unknown> = {
    ...sample('OrderPlaced'),
    id: uuidv7(),
    aggregateId: orderId,
    orderId,
    operation: orderId,
    occurredAt,
  }
  const logged = { ...event, data: { ...Object(event['data']), orderId } }
  await publish(orderId, logged)
  return orderId
}

type Page<Node> = {
  readonly edges: readonly { readonly node: Node }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
type Stuck = { readonly orderId: string; readonly waitingFor: string; readonly since: string }
const STUCK = `query ($first: Int, $after: String) { stuckOrders(first: $first, after: $after) {
  edges { node { orderId order { id } waitingFor since } } pageInfo { hasNextPage endCursor } } }`

test('an order on its way waits for the carrier, and a delivered one for no service', async () => {
  const [user, product] = [await newUser(open.services), await addProduct(open.services)]
  const order = await placeOrder(open.services, user, product)
  await prepared(open.services, order)
  await until('it is seen to wait for the carrier', async () => (await carried()) === 1)
  await advance(open.services, order, 'DELIVERED')
  await becomes(open.services, order, 'COMPLETED')
  await until('nothing is under way', async () => (await inFlight()).length === 0)
})

test('throughput counts what was placed and prepared, with its times', async () => {
  const [user, product] = [await newUser(open.services), await addProduct(open.services)]
  for (let count = 0; count < 3; count += 1)
    await prepared(open.services, await placeOrder(open.services, user, product))
  type Minute = { readonly ordersPlaced: number; readonly deliveriesPrepared: number; readonly p50Ms: number | null }
  const query =
    'query ($minutes: Int) { throughput(minutes: $minutes) { minute ordersPlaced deliveriesPrepared p50Ms p99Ms } }'
  const sum = (minutes: readonly Minute[], of: 'ordersPlaced' | 'deliveriesPrepared') =>
    minutes.reduce((total, minute) => total + minute[of], 0)
  await until('all three are counted', async () => {
    const minutes = await ask<readonly Minute[]>(query, { minutes: 10 })
    return sum(minutes, 'ordersPlaced') >= 3 && sum(minutes, 'deliveriesPrepared') >= 3
  })
  const minutes = await ask<readonly Minute[]>(query, { minutes: 10 })
  expect(minutes).toHaveLength(10)
  for (const { deliveriesPrepared, p50Ms } of minutes) expect(p50Ms === null).toBe(deliveriesPrepared === 0)
  for (const wrong of [0, 61])
    expect(await operations().refusal(query, { minutes: wrong }, admin)).toBe('BAD_USER_INPUT minutes')
})

test('an order that no service processes is stuck; the oldest come first, page by page', async () => {
  const orders = [await forgotten(90), await forgotten(120), await forgotten(30)]
  const stuck = async () => (await ask<Page<Stuck>>(STUCK, { first: 100 })).edges.map(({ node }) => node)
  await until('all are stuck', async () => (await stuck()).length === orders.length)
  expect((await stuck()).map(({ orderId }) => orderId)).toEqual([orders[1], orders[0], orders[2]])
  expect((await stuck())[0]).toMatchObject({ waitingFor: 'STOCK_RESERVATION', order: { id: orders[1] } })
  const seen: string[] = []
  for (let after: string | null = null; ;) {
    const page: Page<Stuck> = await ask<Page<Stuck>>(STUCK, { first: 1, after })
    seen.push(...page.edges.map(({ node }) => node.orderId))
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  expect(seen).toEqual([orders[1], orders[0], orders[2]])
  expect(await operations().refusal(STUCK, { after: 'x' }, admin)).toBe('BAD_USER_INPUT after')
})

test('a subscriber receives the present state at once, and then changes', async () => {
  const query =
    'subscription { operationsChanged { at stuckOrders ordersInFlight { waitingFor orders } deadLetters services { name ready } lastMinute { ordersPlaced } } }'
  const before = await carried()
  let logged = 0
  for await (const event of operations().followAgain(query, {}, admin)) {
    expect(event.errors).toBeUndefined()
    const update = JSON.parse(JSON.stringify(event.data))['operationsChanged']
    logged += 1
    if (logged === 1) {
      expect(update.services.map(({ name }: { name: string }) => name)).toContain('operations')
      await prepared(
        open.services,
        await placeOrder(open.services, await newUser(open.services), await addProduct(open.services)),
      )
    }
    const carriers = update.ordersInFlight.find(({ waitingFor }: { waitingFor: string }) => waitingFor === 'CARRIER')
    if (carriers?.orders === before + 1) break
  }
  expect(logged).toBeGreaterThan(1)
})

test.each([
  '{ ordersInFlight { orders } }',
  '{ stuckOrders { edges { cursor } } }',
  '{ throughput { minute } }',
  '{ operatorActions { edges { cursor } } }',
])('%s is for admins alone', async (query) => {
  expect(await operations().refusal(query)).toBe('UNAUTHENTICATED')
  for (const as of [customer('u'), carrier]) expect(await operations().refusal(query, {}, as)).toBe('FORBIDDEN')
})

test.each([
  [undefined, 'UNAUTHENTICATED'],
  [customer('u'), 'FORBIDDEN'],
  [carrier, 'FORBIDDEN'],
])('%j may not follow', async (as, code) => {
  const events: unknown[] = []
  const query = 'subscription { operationsChanged { at } }'
  await (async () => {
    for await (const event of operations().follow(query, {}, as)) events.push(event)
  })().catch((error: unknown) => events.push(error))
  expect(JSON.stringify(events)).toContain(code)
})
