/** What is wrong with a shop at rest: the invariants of the real one, and what only a simulation can look at. */
import { contract } from '@shop/contract/catalog.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { Delivery } from '@shop/delivery/domain/delivery.ts'
import { isClosed, type Order } from '@shop/order/domain/order.ts'
import type { Evidence } from '../invariants/evidence.ts'
import { checkInvariants } from '../invariants/invariants.ts'
import type { Accepted, SimulatedClients } from './clients.ts'
import type { SimulatedWorld } from './world.ts'

export function runFaults(
  world: SimulatedWorld,
  evidence: Evidence,
  { accepted, claimed }: SimulatedClients,
): string[] {
  const logged = Object.values(evidence.logs).flat()
  return [
    ...checkInvariants(evidence),
    ...world.alarms,
    ...[...world.deadLetters.values()].map(({ subject }) => `${subject} is among the dead letters`),
    ...published(world, logged),
    ...doneOnce(logged),
    ...promisesKept(logged, accepted),
    ...onceUnderAKey(claimed),
    ...shippedOrTimedOut(evidence),
    ...neverBack(evidence.logs.order),
  ]
}

/** Whatever is logged is on the stream, and nothing else is. */
function published({ stream }: SimulatedWorld, logged: readonly RawEnvelope[]): string[] {
  const ids = new Set(stream.messages.map(({ data }) => idIn(data)))
  const known = new Set(logged.map(({ id }) => id))
  return [
    ...logged.filter(({ id }) => !ids.has(id)).map((event) => `${nameOf(event)} was never published`),
    ...[...ids].filter((id) => !known.has(id)).map((id) => `event ${id} was published, and is not in a log`),
  ]
}

function idIn(data: Uint8Array): string {
  const parsed = contract.parse(data)
  return parsed.kind === 'ok' ? parsed.envelope.id : JSON.stringify(parsed)
}

/** One operation causes the same event in an aggregate once. */
function doneOnce(logged: readonly RawEnvelope[]): string[] {
  const seen = new Set<string>()
  return logged.flatMap((event) => {
    const { aggregate, aggregateId, operation, type } = event
    const key = `${aggregate} ${aggregateId} ${operation} ${type}`
    const again = seen.has(key)
    seen.add(key)
    return again ? [`${nameOf(event)} was done twice by ${operation}`] : []
  })
}

/** What was acknowledged to a client is in a log. */
function promisesKept(logged: readonly RawEnvelope[], accepted: readonly Accepted[]): string[] {
  const done = new Set(logged.map(({ aggregateId, operation }) => `${aggregateId} ${operation}`))
  return accepted
    .filter(({ aggregate, operation }) => !done.has(`${aggregate} ${operation}`))
    .map(({ type, aggregate, operation }) => `${type} ${operation} of ${aggregate} was accepted, and is lost`)
}

function onceUnderAKey(claimed: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...claimed]
    .filter(([, operations]) => operations.size > 1)
    .map(([key, operations]) => `the key ${key} stands for ${[...operations].join(' and ')}`)
}

/** Never both: see PROTOCOL.md, 3. */
function shippedOrTimedOut({ documents }: Evidence): string[] {
  const deliveries = new Map(documents.delivery.map(({ id, state }) => [id, state as unknown as Delivery]))
  return documents.order.flatMap(({ id, state }) => {
    const order = state as unknown as Order
    if (!order.exists || order.rejection !== 'TIMED_OUT') return []
    return deliveries.get(id)?.progress.phase === 'prepared' ? [`order ${id} timed out, and there is a delivery`] : []
  })
}

/** A closed order remains closed. */
function neverBack(log: readonly RawEnvelope[]): string[] {
  return [...Map.groupBy(log, ({ aggregateId }) => aggregateId)].flatMap(([id, events]) => {
    const statuses = events.map(statusOf).filter((status) => status !== undefined)
    const end = statuses.find(isClosed)
    if (!end) return []
    const after = statuses.slice(statuses.indexOf(end)).find((status) => status !== end)
    return after ? [`order ${id} was ${end}, and became ${after}`] : []
  })
}

function statusOf(event: RawEnvelope) {
  const parsed = contract.parse(event)
  if (parsed.kind !== 'ok' || parsed.envelope.aggregate !== 'order') return undefined
  return 'status' in parsed.envelope.data ? (parsed.envelope.data.status as Parameters<typeof isClosed>[0]) : undefined
}

const nameOf = ({ type, aggregateId, aggregateVersion }: RawEnvelope) => `${type} (${aggregateId} ${aggregateVersion})`
