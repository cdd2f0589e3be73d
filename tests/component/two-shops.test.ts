/** Two shops, each with its own database and names, on one NATS; and one that gets names of its own later. */
import { contract } from '@shop/contract/catalog.ts'
import { moveStreams } from '@shop/events/access/move-streams.ts'
import { type EventStreams, openStreams } from '@shop/events/messaging/connection.ts'
import { DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { until } from '@shop/dev/testing/until.ts'
import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import { addProduct, becomes, newUser, placeOrder } from './shopping.ts'
import { Services } from './services.ts'

const withinMs = 120_000
let one: Services
let other: Services
let nats: NatsConnection
beforeAll(async () => {
  one = await Services.start()
  nats = await connect({ servers: one.natsUrl })
}, withinMs)
afterAll(async () => {
  await nats.close()
  await one.stop()
})

const streamsOf = (namespace?: string): Promise<EventStreams> => openStreams(nats, contract, { namespace })

/** The ids of the orders on a stream. */
async function ordersOn({ stream, manager, names }: EventStreams): Promise<readonly string[]> {
  const { state } = await manager.streams.info(names.events)
  const ids = new Set<string>()
  if (state.messages === 0) return []
  const consumer = await stream.consumers.get(names.events, {})
  for await (const message of await consumer.consume()) {
    const id = contract.correlationIn(message.data)
    if (id !== undefined) ids.add(id)
    if (message.info.pending === 0) break
  }
  return [...ids].toSorted()
}

test(
  'neither receives an event of the other, though products and users have the same names',
  async () => {
    const env = { NATS_URL: one.natsUrl, EVENTS_NAMESPACE: 'north' }
    other = await Services.start({ env })
    try {
      const orders: Record<'here' | 'there', string[]> = { here: [], there: [] }
      const [user, product] = [await newUser(one), await addProduct(one)]
      const [elsewhere, thing] = [await newUser(other), await addProduct(other)]
      for (let n = 0; n < 3; n += 1) {
        orders.here.push(await placeOrder(one, user, product))
        orders.there.push(await placeOrder(other, elsewhere, thing))
      }
      for (const id of orders.here) await becomes(one, id, 'CONFIRMED')
      for (const id of orders.there) await becomes(other, id, 'CONFIRMED')
      expect(await ordersOn(await streamsOf())).toEqual(expect.arrayContaining(orders.here))
      expect(await ordersOn(await streamsOf('north'))).toEqual(orders.there.toSorted())
      expect((await ordersOn(await streamsOf())).filter((id) => orders.there.includes(id))).toEqual([])
    } finally {
      await other.stop()
    }
  },
  withinMs,
)

test(
  'a shop goes over to names of its own with its events and its dead letters, and once',
  async () => {
    const before = await openStreams(nats, contract, { namespace: 'before' })
    const id = '01890a5d-ac96-774b-bcce-b302099a8057'
    for (let n = 1; n <= 3; n += 1)
      await before.stream.publish(`events-before.order.OrderPlaced.${id}`, `{"orderId":"${id}","n":${n}}`, {
        msgID: `message ${n}`,
      })
    const message = { streamSequence: 1, timestampNanos: 1 }
    const nothing = () => undefined
    await new DeadLetters(before).add(
      'pay',
      {
        subject: `events-before.order.OrderPlaced.${id}`,
        data: new TextEncoder().encode('broken'),
        info: message,
        ...{ headers: undefined, ack: nothing, nak: nothing, term: nothing, working: nothing },
      },
      { kind: 'failed', error: 'broken', tries: 8 },
    )
    const move = () => moveStreams(nats, contract, 'before', { namespace: 'after' })
    expect(await move()).toEqual({ events: 3, deadLetters: 1 })
    expect(await move()).toEqual({ events: 0, deadLetters: 0 })
    await before.stream.publish(`events-before.order.OrderPlaced.${id}`, `{"orderId":"${id}","n":4}`)
    expect(await move()).toEqual({ events: 1, deadLetters: 0 })

    const after = await streamsOf('after')
    expect(await ordersOn(after)).toEqual([id])
    expect((await after.manager.streams.info('EVENTS-after')).state.messages).toBe(4)
    for await (const letter of new DeadLetters(after).list()) {
      expect(letter).toMatchObject({ service: 'pay', error: 'broken', subject: `events-after.order.OrderPlaced.${id}` })
      await new DeadLetters(after).replay(letter)
    }
    await until(
      'the replayed one is there',
      async () => (await after.manager.streams.info('EVENTS-after')).state.messages === 5,
    )
    await expect(move()).rejects.toThrow(/EVENTS-after has messages of its own already/)
  },
  withinMs,
)

test(
  'what has failed before the move and comes again after it is one dead letter, and what is as large as NATS takes is moved too',
  async () => {
    const old = await openStreams(nats, contract, { namespace: 'small' })
    const [subject, again] = ['events-small.order.OrderPlaced.x', 'events-large.order.OrderPlaced.x']
    const copied = headers()
    copied.set(old.names.header('Copied'), '1')
    const failing = (at: string, streamSequence: number, data: Uint8Array) => ({
      ...{ subject: at, data, info: { streamSequence, timestampNanos: streamSequence } },
      ...{ headers: at === again ? copied : undefined, ack: nothing, nak: nothing, term: nothing, working: nothing },
    })
    const nothing = () => undefined
    const reason = { kind: 'failed', error: 'broken', tries: 8 } as const
    const broken = new TextEncoder().encode('{"broken":true}')
    const large = new Uint8Array(nats.info?.max_payload ?? 0).fill(65) // without a header there is room for it, and no more
    await old.stream.publish(subject, broken)
    await old.stream.publish(subject, large)
    await new DeadLetters(old).add('pay', failing(subject, 1, broken), reason)
    const move = () => moveStreams(nats, contract, 'small', { namespace: 'large' })
    expect(await move()).toEqual({ events: 2, deadLetters: 1 })
    expect(await move()).toEqual({ events: 0, deadLetters: 0 }) // the last one says by itself what it is a copy of
    await old.stream.publish(subject, large)
    await old.stream.publish(subject, broken)
    expect(await move()).toEqual({ events: 2, deadLetters: 0 })

    const now = await streamsOf('large')
    const letters = new DeadLetters(now)
    await letters.add('pay', failing(again, 17, broken), reason)
    await letters.add('inventory', failing(again, 17, broken), reason)
    const kept: string[] = []
    for await (const { service } of letters.list()) kept.push(service)
    expect(kept).toEqual(['pay', 'inventory'])
    await now.stream.publish(again, broken)
    await expect(move()).rejects.toThrow(/EVENTS-large has messages of its own already/)
  },
  withinMs,
)

test(
  'what was moved does not come again where the new streams were emptied since, and what is not known is refused',
  async () => {
    const left = await openStreams(nats, contract, { namespace: 'left' })
    const publish = () => left.stream.publish('events-left.order.OrderPlaced.x', '{}')
    await publish()
    await publish()
    await left.stream.publish('dead-left.pay.failed.x', '{}')
    const move = () => moveStreams(nats, contract, 'left', { namespace: 'right' })
    expect(await move()).toEqual({ events: 2, deadLetters: 1 })
    const { manager } = left
    for (const name of ['EVENTS-right', 'DEAD-right']) await manager.streams.purge(name) // as they age, or are given up
    expect(await move()).toEqual({ events: 0, deadLetters: 0 })
    await publish()
    expect(await move()).toEqual({ events: 1, deadLetters: 0 })

    const half = await openStreams(nats, contract, { namespace: 'half' })
    await half.stream.publish('events-half.order.OrderPlaced.x', '{}')
    await manager.streams.purge('EVENTS-half')
    const moveHalf = () => moveStreams(nats, contract, 'left', { namespace: 'half' })
    await expect(moveHalf()).rejects.toThrow(/EVENTS-half has lost the last of what was copied into it/)
    await manager.streams.delete('EVENTS-half')
    expect(await moveHalf()).toEqual({ events: 3, deadLetters: 1 })
  },
  withinMs,
)

test('nothing is moved under services that run, nor onto itself', async () => {
  await expect(moveStreams(nats, contract, undefined, { namespace: 'later' })).rejects.toThrow(/The service \w+ runs/)
  await expect(moveStreams(nats, contract, 'later', { namespace: 'later' })).rejects.toThrow(/EVENTS_NAMESPACE/)
})
