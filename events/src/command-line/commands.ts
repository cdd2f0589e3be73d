/** The commands, each over an open connection. */

import { LRUCache } from 'lru-cache'
import type { Contract } from '../contract/contract.ts'
import type { EventStreams } from '../messaging/connection.ts'
import { chosenLetters } from '../messaging/chosen-letters.ts'
import { type DeadLetter, DeadLetters } from '../messaging/dead-letters.ts'
import { eventJson, eventLine, letterJson, letterLines, type Terminal } from './lines.ts'
import { type Read, timeOfId, whatComes, whatWas } from './reading.ts'
import type { EventFilter, Request } from './request.ts'

export type EventsConnections = Pick<EventStreams, 'stream' | 'manager' | 'names'> & {
  readonly contract: Contract
  /** Writes a line. */
  readonly print: (line: string) => void
  readonly terminal: Terminal
  /** Ends what goes on for ever. */
  readonly signal: AbortSignal
}

/** The command cannot be done; the message says why. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo'
}

export type CommandRequest<Command extends Request['command']> = Extract<Request, { readonly command: Command }>

/** Prints events as they come, until the signal aborts. */
export async function tail(connections: EventsConnections, { json, filter }: CommandRequest<'tail'>): Promise<void> {
  await printAll(connections, filtered(connections, whatComes(connections, connections.signal), filter), json)
}

/** Prints what the streams hold since a time, or since the correlated work began. */
export async function replay(
  connections: EventsConnections,
  { json, filter, since }: CommandRequest<'replay'>,
): Promise<void> {
  const { correlation } = filter
  const begin = since ?? (correlation === undefined ? undefined : timeOfId(correlation))
  const from = begin ? { time: new Date(begin.getTime() - (since ? 0 : clocksMayDifferMs)) } : { sequence: 1 }
  await printAll(connections, filtered(connections, whatWas(connections, from), filter), json)
}

const clocksMayDifferMs = 60_000

/** Prints the dead letters of the service, or of one piece of work. */
export async function listDead(
  { contract, print, terminal, ...streams }: EventsConnections,
  { json, correlation, service }: CommandRequest<'dead'>,
): Promise<void> {
  let count = 0
  for await (const letter of chosenLetters(contract, new DeadLetters(streams), { correlation, service })) {
    for (const line of json ? [letterJson(letter)] : letterLines(letter, terminal)) print(line)
    count += 1
  }
  if (!json) print(count === 0 ? 'No dead letters.' : `${count} dead ${count === 1 ? 'letter' : 'letters'}.`)
}

/** Replays or drops the chosen dead letters. Prints what became of each. */
export async function settleDead(
  { contract, print, ...streams }: EventsConnections,
  { command, sequences, correlation, service }: CommandRequest<'dead replay' | 'dead drop'>,
): Promise<void> {
  const letters = new DeadLetters(streams)
  const found =
    sequences.length > 0
      ? await named(letters, sequences)
      : await all(chosenLetters(contract, letters, { correlation, service }))
  for (const letter of found) await (command === 'dead replay' ? letters.replay(letter) : letters.drop(letter))
  print(`${found.length} ${command === 'dead replay' ? 'replayed' : 'dropped'}.`)
}

async function printAll(
  { print, terminal }: EventsConnections,
  events: AsyncIterable<Read>,
  json: boolean,
): Promise<void> {
  const printed = new LRUCache<string, true>({ max: 10_000 })
  for await (const event of events) {
    const id = event.parsed.kind === 'ok' ? event.parsed.envelope.id : String(event.sequence)
    print(json ? eventJson(event) : eventLine(event, printed.has(id), terminal))
    printed.set(id, true)
  }
}

async function* filtered(
  { contract }: EventsConnections,
  events: AsyncIterable<Read>,
  filter: EventFilter,
): AsyncGenerator<Read, void, void> {
  for await (const event of events) if (matches(contract, event, filter)) yield event
}

/** Whether the event passes the filters. An unreadable one passes only where the sole filter is the work that it belongs to. */
function matches(
  contract: Contract,
  { parsed, correlation }: Read,
  { correlation: wanted, fields, type, service, saga }: EventFilter,
): boolean {
  if (wanted !== undefined && correlation !== wanted) return false
  if (parsed.kind !== 'ok') return fields.length === 0 && type === undefined && service === undefined && !saga
  const { envelope } = parsed
  if (type !== undefined && envelope.type !== type) return false
  if (fields.some(([field, value]) => envelope.data[field] !== value)) return false
  if (service !== undefined && contract.event(envelope.type).aggregate.service !== service) return false
  return !saga || (correlation !== undefined && isSagaStep(contract, envelope.type))
}

/** A step leads to another, or takes one back: what only a read model receives is none. */
function isSagaStep(contract: Contract, type: string): boolean {
  return contract.receiversOf(type).some((service) => contract.senders.includes(service))
}

/** All of them, before any is touched. */
async function named(letters: DeadLetters, sequences: readonly number[]): Promise<DeadLetter[]> {
  const found = await Promise.all(sequences.map((sequence) => letters.get(sequence)))
  const missing = sequences.filter((_, index) => !found[index])
  if (missing.length > 0) throw new CannotDo(`There is no dead letter ${missing.join(', ')}: see dead.`)
  return found.filter((letter) => letter !== undefined)
}

/** Taken before any is replayed: one that fails again comes to stand behind them. */
async function all(letters: AsyncIterable<DeadLetter>): Promise<DeadLetter[]> {
  const found: DeadLetter[] = []
  for await (const letter of letters) found.push(letter)
  return found
}
