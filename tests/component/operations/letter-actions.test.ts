/** An action that a process leaves in the middle is gone on with by another, and done once. */
import { contract } from '@shop/contract/catalog.ts'
import { startEngines, type Engines } from '@shop/dev/engines/engines.ts'
import { DeadLetters, type DeadLetter } from '@shop/events/messaging/dead-letters.ts'
import { openStreams } from '@shop/events/messaging/connection.ts'
import { until } from '@shop/dev/testing/until.ts'
import { LetterActions, type WantedLetters } from '@shop/operations/letter-actions.ts'
import { OperationsStore } from '@shop/operations/store.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { v7 as uuid } from 'uuid'
import { openMongoDouble } from '../../events/mongo-double.ts'

const log = createLog({ name: 'test', level: 'silent', pretty: false })
const signal = AbortSignal.timeout(60_000)

let engines: Engines
let nats: NatsConnection
let mongo: Awaited<ReturnType<typeof connectMongo>>
let letters: DeadLetters
let store: OperationsStore
let streams: Awaited<ReturnType<typeof openStreams>>
beforeAll(async () => {
  engines = await startEngines({ own: false })
  nats = await connect({ servers: engines.natsUrl })
  mongo = await connectMongo({ uri: engines.mongoUri, database: engines.database, name: 'test', log, signal })
  streams = await openStreams(nats, contract, {})
  letters = new DeadLetters(streams)
  store = new OperationsStore(mongo)
  await store.index()
}, 180_000)
afterAll(async () => {
  await mongo.close()
  await nats.close()
  await engines.stop()
})

let count = 0
async function moveToDeadLetters(): Promise<DeadLetter> {
  count += 1
  const message = {
    ...{ subject: `events.order.OrderPlaced.x${count}`, data: new TextEncoder().encode('{}') },
    ...{ info: { streamSequence: count, timestampNanos: count }, ack() {}, nak() {}, term() {}, working() {} },
  }
  await letters.add('pay', message, { kind: 'failed', error: 'broken', tries: 8 })
  let last: DeadLetter | undefined
  for await (const letter of letters.list()) last = letter
  if (!last) throw new Error('it is not there')
  return last
}

const published = async () => (await streams.manager.streams.info('EVENTS')).state.messages
const wanted = { user: 'ann', kind: 'REPLAY_DEAD_LETTERS', reason: null, subject: 'some' } as const
const actions = (box: Pick<DeadLetters, 'get' | 'replay' | 'drop'>) =>
  new LetterActions({ store, letters: box, log, staleAfterMs: -1_000 })
const choosing = (wanted: WantedLetters) => () => Promise.resolve(wanted)
/** What stands for a process that ends there. */
const never = new Promise<never>(() => {})

test.each([
  ['before the replay', { replay: () => never }],
  [
    'between the replay and its record',
    {
      replay: async (letter: DeadLetter) => {
        await letters.replay(letter)
        return never
      },
    },
  ],
  [
    'with the message published and still among the dead letters',
    {
      replay: async ({ sequence, at, subject, body }: DeadLetter) => {
        await streams.stream.publish(subject, body, { msgID: `replay:${sequence}:${at.getTime()}` })
        return never
      },
    },
  ],
])('a process that ends %s', async (_when, ends) => {
  const [one, other] = [await moveToDeadLetters(), await moveToDeadLetters()]
  const before = await published()
  const get = (sequence: number) => letters.get(sequence)
  const drop = (letter: DeadLetter) => letters.drop(letter)
  const { recorded } = await actions({ get, drop, ...ends }).begin(
    uuid(),
    choosing({ ...wanted, letters: [one, other] }),
  )
  expect(recorded).toMatchObject({ affected: 2, user: 'ann' })
  expect((await store.page({ limit: 1, after: undefined }))[0]).toMatchObject({ _id: recorded._id })

  const rivals = [actions(letters), actions(letters)]
  await Promise.all(rivals.map((each) => each.resume()))
  expect((await store.page({ limit: 1, after: undefined }))[0]).toMatchObject({ affected: 2, workedOnAt: null })
  expect(await letters.get(one.sequence)).toBeUndefined()
  expect(await letters.get(other.sequence)).toBeUndefined()
  expect(await published()).toBe(before + 2)
  expect(await store.claimsOf(recorded._id)).toEqual([])
})

test('what is in the hand of one action is passed over by the next, and is free again after it', async () => {
  const letter = await moveToDeadLetters()
  const box = { get: (sequence: number) => letters.get(sequence), replay: () => never, drop: () => never }
  const first = await actions(box).begin(uuid(), choosing({ ...wanted, letters: [letter] }))
  const second = await actions(letters).begin(uuid(), choosing({ ...wanted, letters: [letter] }))
  expect([first, second].map(({ recorded }) => recorded.affected)).toEqual([1, 0])
  await second.done
  expect(await letters.get(letter.sequence)).toBeDefined()
  await actions(letters).resume()
  expect(await letters.get(letter.sequence)).toBeUndefined()
})

test('one that cannot be done is left where it is, is not counted, and is free for the next', async () => {
  const [good, bad] = [await moveToDeadLetters(), await moveToDeadLetters()]
  const replay = async (letter: DeadLetter) => {
    if (letter.sequence === bad.sequence) throw new Error('too large')
    await letters.replay(letter)
  }
  const get = (sequence: number) => letters.get(sequence)
  const box = { get, replay, drop: (letter: DeadLetter) => letters.drop(letter) }
  const { done } = await actions(box).begin(uuid(), choosing({ ...wanted, letters: [good, bad] }))
  expect(await done).toMatchObject({ affected: 1, workedOnAt: null })
  expect(await letters.get(bad.sequence)).toBeDefined()
  const next = await actions(letters).begin(
    uuid(),
    choosing({ ...wanted, kind: 'DISCARD_DEAD_LETTERS', letters: [bad] }),
  )
  expect(await next.done).toMatchObject({ affected: 1 })
})

test('a process that ends before it has counted: what was gone by then is not counted by the next one', async () => {
  const [gone, there] = [await moveToDeadLetters(), await moveToDeadLetters()]
  const reached = Promise.withResolvers<void>()
  const get = () => {
    reached.resolve()
    return never
  }
  void actions({ get, replay: () => never, drop: () => never }).begin(
    uuid(),
    choosing({ ...wanted, letters: [gone, there] }),
  )
  await reached.promise
  await letters.drop(gone)
  await actions(letters).resume()
  expect((await store.page({ limit: 1, after: undefined }))[0]).toMatchObject({ affected: 1, workedOnAt: null })
  expect(await letters.get(there.sequence)).toBeUndefined()
})

test('a process that ends before it has claimed anything: the next one claims it, and does it', async () => {
  const letter = await moveToDeadLetters()
  const reached = Promise.withResolvers<void>()
  const claim = () => {
    reached.resolve()
    return never
  }
  const ending = new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (name === 'claim') return claim
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  const id = uuid()
  void new LetterActions({ store: ending, letters, log }).begin(id, choosing({ ...wanted, letters: [letter] }))
  await reached.promise
  await actions(letters).resume()
  expect(await store.find(id)).toMatchObject({ affected: 1, workedOnAt: null })
  expect(await letters.get(letter.sequence)).toBeUndefined()
})

test('an action is taken over in the very millisecond in which it was begun, too', async () => {
  const [_id, now] = [uuid(), new Date()]
  await store.begin({ _id, at: now.toISOString(), ...wanted, affected: 0, workedOnAt: now, letters: [] })
  expect(await store.takeOver(new Date(now.getTime() + 1), now)).toMatchObject({ _id })
  await store.end(_id, 0)
})

test('an action that was left by a clock that has been set back since is taken over, and not one of a clock that is a little ahead', async () => {
  const now = new Date()
  const ahead = (ms: number) => new Date(now.getTime() + ms)
  const [longAhead, hardlyAhead] = [uuid(), uuid()]
  const begin = (_id: string, workedOnAt: Date) =>
    store.begin({ _id, at: now.toISOString(), ...wanted, affected: 0, workedOnAt, letters: [] })
  await begin(longAhead, ahead(3_600_000))
  await begin(hardlyAhead, ahead(20_000))
  expect(await store.takeOver(ahead(-15_000), now)).toMatchObject({ _id: longAhead })
  expect(await store.takeOver(ahead(-15_000), now)).toBeUndefined()
  for (const _id of [longAhead, hardlyAhead]) await store.end(_id, 0)
})

test('an action that is asked for again under its id is not begun again, by this process or another', async () => {
  const letter = await moveToDeadLetters()
  const before = await published()
  const [id, here] = [uuid(), actions(letters)]
  const all = [here, here, actions(letters)].map((each) => each.begin(id, choosing({ ...wanted, letters: [letter] })))
  for (const begun of all) await (await begun).done
  const later = await moveToDeadLetters()
  const again = await actions(letters).begin(id, () => Promise.reject(new Error('letters are chosen again')))
  expect(await again.done).toMatchObject({ _id: id, affected: 1, workedOnAt: null })
  expect(await published()).toBe(before + 1)
  expect(await letters.get(later.sequence)).toBeDefined()
  expect((await store.page({ limit: 100, after: undefined })).filter(({ _id }) => _id === id)).toHaveLength(1)
})

test.each(['insert', 'update', 'delete', 'find'])(
  'through an election at its %s an action is begun and done once',
  async (name) => {
    const double = await openMongoDouble(engines.mongoUri)
    const elected = await connectMongo({ uri: double.uri, database: engines.database, name: 'test', log, signal })
    const [letter, before] = [await moveToDeadLetters(), await published()]
    const electing = new LetterActions({ store: new OperationsStore(elected), letters, log })
    const isDone = name !== 'find'
    double.arm({ code: 11_602, codeName: 'InterruptedDueToReplStateChange', isDone }, [name], 3)
    const [id, chosen] = [uuid(), choosing({ ...wanted, letters: [letter] })]
    const begun = await electing.begin(id, chosen)
    expect(await begun.done).toMatchObject({ affected: 1, workedOnAt: null })
    expect(double.answered()).toBe(3)
    expect(await (await electing.begin(id, chosen)).done).toMatchObject({ affected: 1, workedOnAt: null })
    expect([await published(), await letters.get(letter.sequence)]).toEqual([before + 1, undefined])
    await elected.close()
    await double.close()
  },
)

test('a claim that is sent twice is the same claim', async () => {
  expect(await store.claim('one', ['1-1', '2-1'])).toEqual(['1-1', '2-1'])
  expect(await store.claim('one', ['1-1', '2-1', '3-1'])).toEqual(['1-1', '2-1', '3-1'])
  expect(await store.claim('other', ['3-1', '4-1'])).toEqual(['4-1'])
})

test('an action that makes progress is not taken for an abandoned one, however long it takes', async () => {
  const [one, other] = [await moveToDeadLetters(), await moveToDeadLetters()]
  const stored = mongo.collection<{ _id: string; workedOnAt: Date | null }>('operations_actions')
  const workedOnAt = async () => (await stored.findOne({}, { sort: { _id: -1 } }))?.workedOnAt?.getTime()
  const longAgo = Promise.withResolvers<void>()
  const replay = async (letter: DeadLetter) => {
    if (letter.sequence === one.sequence) {
      await stored.updateMany({ workedOnAt: { $ne: null } }, { $set: { workedOnAt: new Date(1) } })
      longAgo.resolve()
    } else {
      await longAgo.promise
      await until('that it gets on is recorded', async () => (await workedOnAt()) !== 1)
    }
    await letters.replay(letter)
  }
  const box = { get: (sequence: number) => letters.get(sequence), replay, drop: () => never }
  const long = new LetterActions({ store, letters: box, log, recordedEveryMs: 0 })
  const { recorded, done } = await long.begin(uuid(), choosing({ ...wanted, letters: [one, other] }))
  expect(await done).toMatchObject({ affected: 2, workedOnAt: null })
  await store.worksOn(recorded._id, new Date()) // too late
  expect(await workedOnAt()).toBeUndefined()
})
