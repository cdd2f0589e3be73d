/**
 * Messages that a service could not handle, kept with their error: `failed` after all its tries, `malformed` at once, `parked` where
 * only a later release can read them. Each stands at dead.<service>.<aggregate id>.
 */

import {
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type StoredMsg,
  JetStreamApiError,
} from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { randomUUID } from 'node:crypto'
import { aggregateIdIn } from './subjects.ts'
import { deadLettersStream } from './streams.ts'

export type DeadLetterKind = 'failed' | 'malformed' | 'parked'

export type DeadLetter = {
  readonly sequence: number // in the dead-letter stream: what commands name it by
  readonly service: string // which could not handle it
  readonly kind: DeadLetterKind
  readonly error: string
  readonly subject: string // where it came from
  readonly tries: number
  readonly at: Date
  readonly body: Uint8Array
}

const header = { kind: 'Shop-Kind', error: 'Shop-Error', subject: 'Shop-Subject', tries: 'Shop-Tries' } as const
const longestError = 500

export class DeadLetters {
  readonly #stream: JetStreamClient
  readonly #manager: JetStreamManager

  constructor(stream: JetStreamClient, manager: JetStreamManager) {
    this.#stream = stream
    this.#manager = manager
  }

  /** Resolves when it is kept. The same message of the same service is kept once. */
  async add(service: string, message: JsMsg, kind: DeadLetterKind, error: string, tries: number): Promise<void> {
    const told = headers()
    told.set(header.kind, kind)
    told.set(header.error, error.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, longestError))
    told.set(header.subject, message.subject)
    told.set(header.tries, String(tries))
    const id = aggregateIdIn(message.subject) ?? 'unknown'
    const msgID = `${service}:${message.info.streamSequence}`
    await this.#stream.publish(`dead.${service}.${id}`, message.data, { headers: told, msgID, timeout: 3_000 })
  }

  /** Oldest first. `service` and `aggregateId` narrow it. */
  async *list({ service = '*', aggregateId = '*' } = {}): AsyncGenerator<DeadLetter> {
    const subject = `dead.${service}.${aggregateId}`
    for (let next = 1; ;) {
      const found = await this.#next(next, subject)
      if (!found) return
      yield letterOf(found)
      next = found.seq + 1
    }
  }

  /** Undefined where there is none with that sequence. */
  async get(sequence: number): Promise<DeadLetter | undefined> {
    const found = await missingIsNull(this.#manager.streams.getMessage(deadLettersStream, { seq: sequence }))
    return found ? letterOf(found) : undefined
  }

  /** Publishes it again where it came from: whoever handled it knows by its records, whoever could not tries again. */
  async replay(letter: DeadLetter): Promise<void> {
    await this.#stream.publish(letter.subject, letter.body, { msgID: `replay:${randomUUID()}`, timeout: 3_000 })
    await this.drop(letter)
  }

  async drop({ sequence }: DeadLetter): Promise<void> {
    await missingIsNull(this.#manager.streams.deleteMessage(deadLettersStream, sequence))
  }

  #next(from: number, subject: string): Promise<StoredMsg | null> {
    return missingIsNull(this.#manager.direct.getMessage(deadLettersStream, { seq: from, next_by_subj: subject }))
  }
}

function letterOf(message: StoredMsg): DeadLetter {
  const told = (name: string) => message.header.get(name)
  const kind = told(header.kind)
  return {
    sequence: message.seq,
    service: message.subject.split('.')[1] ?? '',
    kind: kind === 'malformed' || kind === 'parked' ? kind : 'failed',
    error: told(header.error),
    subject: told(header.subject),
    tries: Number(told(header.tries)),
    at: message.time,
    body: message.data,
  }
}

async function missingIsNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return null
    if (error instanceof JetStreamApiError && error.code === 10_057) return null // no message found (delete)
    throw error
  }
}
