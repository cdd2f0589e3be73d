/** Takes what stands in the streams of one namespace over to another, for a shop that gets names of its own on a NATS that it shares. */

import { DeliverPolicy, type JsMsg, type StoredMsg, type StreamConfig, type StreamState } from '@nats-io/jetstream'
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'
import type { Contract } from '../contract/contract.ts'
import { type EventStreams, openStreams } from '../messaging/connection.ts'
import { copiedHeader, isTooLarge, subjectHeader } from '../messaging/dead-letters.ts'
import { isPresent } from '../messaging/presence.ts'
import { StreamNames } from '../messaging/stream-names.ts'
import type { StreamSettings } from '../messaging/stream-settings.ts'

type CopiedStream = 'events' | 'deadLetters'

const timeout = 5_000 // milliseconds

export type MovedMessages = { readonly events: number; readonly deadLetters: number }

/**
 * Copies events and dead letters in their order, and leaves the old streams as they are. Run again after it was interrupted, it goes on.
 * Services that then start are given all events once more, and know by their operation records what they have handled. Rejects, having
 * copied nothing, where a service of either namespace runs, or where the streams are not ours. What was copied whole is noted in the
 * stream: dead letters that an operator has dealt with since do not come again.
 *
 * @example
 * const settings = { ...streamSettings(config), namespace: 'north' }
 * const { events, deadLetters } = await moveStreams(nats, contract, undefined, settings) // EVENTS to EVENTS-north
 */
export async function moveStreams(
  nats: NatsConnection,
  contract: Contract,
  from: string | undefined,
  settings: StreamSettings,
): Promise<MovedMessages> {
  const old = new StreamNames(contract.name, from)
  const to = new StreamNames(contract.name, settings.namespace)
  if (old.events === to.events) throw new Error(`${to.events} cannot be moved to itself: set EVENTS_NAMESPACE`)
  await requireNoServices(nats, contract, [old, to])
  const source = await openStreams(nats, contract, { owner: settings.owner, namespace: from, admin: false })
  const target = await openStreams(nats, contract, { ...settings, admin: true })
  const [events, deadLetters] = [
    await lastCopied(source, target, 'events'),
    await lastCopied(source, target, 'deadLetters'),
  ]
  const moved = {
    events: await copy(source, target, 'events', events),
    deadLetters: await copy(source, target, 'deadLetters', deadLetters),
  }
  await requireNoServices(nats, contract, [old, to]) // one that began meanwhile may have published behind what was copied
  return moved
}

async function requireNoServices(
  nats: NatsConnection,
  { services }: Contract,
  namespaces: readonly StreamNames[],
): Promise<void> {
  for (const names of namespaces)
    for (const service of services)
      if (await isPresent(nats, names.presenceOf(service)))
        throw new Error(
          `The service ${service} runs (${names.presenceOf(service)}): stop all of them, and run this again`,
        )
}

/** Answers how many were copied. A copy has the sequence of its original in a header, where there is room for one. */
async function copy(source: EventStreams, target: EventStreams, kind: CopiedStream, copied: number): Promise<number> {
  const { last_seq } = (await source.manager.streams.info(source.names[kind])).state
  const count = copied < last_seq ? await copyUntil(source, target, kind, copied, last_seq) : 0
  await noteCopied(source, target, kind, last_seq)
  return count
}

async function copyUntil(
  source: EventStreams,
  target: EventStreams,
  kind: CopiedStream,
  copied: number,
  lastSequence: number,
): Promise<number> {
  const consumer = await source.stream.consumers.get(source.names[kind], {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: copied + 1,
  })
  const { num_pending } = await consumer.info()
  let count = 0
  if (num_pending > 0)
    for await (const message of await consumer.consume()) {
      await publishCopy(message, source, target)
      count += 1
      if (message.seq >= lastSequence || message.info.pending === 0) break
    }
  return count
}

async function noteCopied(source: EventStreams, target: EventStreams, kind: CopiedStream, last: number): Promise<void> {
  const { config } = await target.manager.streams.info(target.names[kind])
  const metadata = { ...config.metadata, [copiedKey(target)]: `${last} of ${source.names[kind]}` }
  await target.manager.streams.update(target.names[kind], { ...config, metadata })
}

/** 0 where nothing was noted, or of another stream. */
function notedIn({ metadata }: StreamConfig, source: EventStreams, target: EventStreams, kind: CopiedStream): number {
  const [last, stream] = metadata?.[copiedKey(target)]?.split(' of ') ?? []
  return stream === source.names[kind] ? Number(last) : 0
}

function copiedKey({ names }: EventStreams): string {
  return `${names.ownerKey}-copied`
}

/** One near the largest that NATS takes has no room for a header more: `lastCopied` knows it by what it says. */
async function publishCopy(message: JsMsg, source: EventStreams, target: EventStreams): Promise<void> {
  const subject = renamed(message.subject, source.names, target.names)
  const copyHeaders = headersOf(message, source.names, target.names)
  try {
    await target.stream.publish(subject, message.data, { headers: copyHeaders, timeout })
  } catch (error) {
    if (!isTooLarge(error)) throw error
    copyHeaders.delete(target.names.header(copiedHeader))
    await target.stream.publish(subject, message.data, { headers: copyHeaders, timeout })
  }
}

/**
 * The sequence of the last original that has its copy; 0 where there is nothing yet. Throws where what was published last is no copy:
 * services have begun to use it; and where it is gone, and the copying was never finished.
 */
async function lastCopied(source: EventStreams, target: EventStreams, kind: CopiedStream): Promise<number> {
  const { state, config } = await target.manager.streams.info(target.names[kind])
  const { last_seq } = state
  const noted = notedIn(config, source, target, kind)
  if (last_seq > 0 && !(await target.manager.streams.getMessage(target.names[kind], { seq: last_seq }))) {
    if (noted > 0) return noted
    throw new Error(
      `${target.names[kind]} has lost the last of what was copied into it, so that what is missing is not known: delete that stream, and run this again`,
    )
  }
  return Math.max(noted, await lastCopyIn(source, target, kind, state))
}

async function lastCopyIn(
  source: EventStreams,
  target: EventStreams,
  kind: CopiedStream,
  { first_seq, last_seq }: StreamState,
): Promise<number> {
  const unmarked: StoredMsg[] = []
  for (let seq = last_seq; seq >= Math.max(first_seq, 1); seq -= 1) {
    const last = await target.manager.streams.getMessage(target.names[kind], { seq })
    const copied = last?.header.get(target.names.header(copiedHeader)) ?? ''
    if (copied !== '') return afterUnmarked(source, target, kind, Number(copied), unmarked)
    if (last) unmarked.unshift(last)
    if (unmarked.length > maxUnmarked) break
  }
  return afterUnmarked(source, target, kind, 0, unmarked)
}

const maxUnmarked = 100 // more that are so large do not follow on each other

/** Those without the header are copies where they are, one by one, what follows in the source. */
async function afterUnmarked(
  source: EventStreams,
  target: EventStreams,
  kind: CopiedStream,
  copied: number,
  unmarked: readonly StoredMsg[],
): Promise<number> {
  let last = copied
  for (const { subject, data } of unmarked) {
    const original = await nextMessage(source, kind, last + 1)
    const isCopy =
      original &&
      subject === renamed(original.subject, source.names, target.names) &&
      Buffer.compare(data, original.data) === 0
    if (!isCopy) throw new Error(`${target.names[kind]} has messages of its own already: nothing is copied behind them`)
    last = original.seq
  }
  return last
}

/** The first from that sequence on; what is older than a stream keeps, or was dropped, is not there. */
async function nextMessage(
  { manager, names }: EventStreams,
  kind: CopiedStream,
  from: number,
): Promise<StoredMsg | undefined> {
  const { first_seq, last_seq } = (await manager.streams.info(names[kind])).state
  for (let seq = Math.max(from, first_seq); seq <= last_seq; seq += 1) {
    const found = await manager.streams.getMessage(names[kind], { seq })
    if (found) return found
  }
  return undefined
}

/** A dead letter goes back, when it is replayed, to where events now stand. */
function headersOf(message: JsMsg, from: StreamNames, to: StreamNames): MsgHdrs {
  const copy = headers()
  for (const [key, values] of message.headers ?? []) for (const value of values) copy.append(key, value)
  const subject = copy.get(to.header(subjectHeader))
  if (subject !== '') copy.set(to.header(subjectHeader), renamed(subject, from, to))
  copy.set(to.header(copiedHeader), String(message.seq))
  return copy
}

function renamed(subject: string, from: StreamNames, to: StreamNames): string {
  for (const [old, now] of [
    [from.allEvents, to.allEvents],
    [from.allDeadLetters, to.allDeadLetters],
  ] as const)
    if (subject.startsWith(old.slice(0, -1))) return `${now.slice(0, -1)}${subject.slice(old.length - 1)}`
  return subject
}
