/**
 * Messages that a service could not handle, kept with their error: `failed` after all its tries, `malformed` at once, `parked` where
 * only a later release can read them or reacts to them.
 */

import { type StoredMsg, JetStreamApiError } from '@nats-io/jetstream'
import { errors, type MsgHdrs } from '@nats-io/transport-node'
import type { Message } from './message.ts'
import type { DeadLetterCause, DeadLetterKind } from './message-handler.ts'
import { type EarlierFailure, forReceiver, historyOf, withHistory } from './replays.ts'
import { aggregateIdIn } from './subjects.ts'
import type { EventStreams } from './connection.ts'
import type { StreamNames } from './stream-names.ts'

export type DeadLetter = DeadLetterCause & {
  readonly sequence: number // in the dead-letter stream: what commands name it by
  readonly service: string // which could not handle it
  readonly subject: string // where it came from
  readonly at: Date
  readonly body: Uint8Array
  /** Its failures before it was replayed, oldest first. */
  readonly history: readonly EarlierFailure[]
  /** How much of the body is missing, since it was too large to be kept. */
  readonly cut?: string | undefined
}

/** What the header is called that says where a dead letter came from. */
export const subjectHeader = 'Subject'
/** What the header is called that says of which message of streams before this one is a copy. */
export const copiedHeader = 'Copied'
const header = { error: 'Error', subject: subjectHeader, tries: 'Tries', cut: 'Cut' } as const
const maxErrorLength = 500
const headroom = 4_096 // bytes, more than the headers have
const timeout = 3_000 // milliseconds

/**
 * @example
 * const letters = new DeadLetters(streams)
 * for await (const letter of letters.list({ service: 'billing' })) await letters.replay(letter)
 */
export class DeadLetters {
  readonly #streams: Pick<EventStreams, 'stream' | 'manager' | 'names' | 'fence'>
  readonly #names: StreamNames

  constructor(streams: Pick<EventStreams, 'stream' | 'manager' | 'names' | 'fence'>) {
    this.#streams = streams
    this.#names = streams.names
  }

  /**
   * Resolves when it is kept. The same message of the same service is kept once, also where it comes again as a copy, after the streams have
   * got another name.
   */
  async add(service: string, message: Message, { kind, error, tries }: DeadLetterCause): Promise<void> {
    const names = this.#names
    const subject = names.deadLetter(service, kind, aggregateIdIn(message.subject) ?? 'unknown')
    if (message.headers?.get(names.header(copiedHeader)) && (await this.#isKept(subject, message))) return
    const letterHeaders = withHistory(names, historyOf(names, message.headers))
    letterHeaders.set(names.header(header.error), error.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, maxErrorLength))
    letterHeaders.set(names.header(header.subject), message.subject)
    letterHeaders.set(names.header(header.tries), String(tries))
    const { streamSequence, timestampNanos } = message.info
    await this.#streams.fence?.pass()
    const msgID = `${service}:${streamSequence}:${timestampNanos}` // a stream that was lost begins at 1 again
    await this.#publishWhatFits(subject, message.data, { headers: letterHeaders, msgID, timeout })
  }

  /** One that has been replayed and has failed again is another: the letter that it was replayed from is about to be dropped. */
  async #isKept(letters: string, { subject, data, headers }: Message): Promise<boolean> {
    const failures = historyOf(this.#names, headers).length
    for (let found = await this.#next(1, letters); found; found = await this.#next(found.seq + 1, letters)) {
      const letter = this.#letterOf(found)
      const isSame = letter.subject === subject && letter.history.length === failures && isSameBody(letter, data)
      if (isSame) return true
    }
    return false
  }

  /** A message near NATS's maximal size leaves no space for headers: of such a one the beginning is kept. */
  async #publishWhatFits(
    subject: string,
    data: Uint8Array,
    options: { readonly headers: MsgHdrs; readonly msgID: string; readonly timeout: number },
  ): Promise<void> {
    for (let size = data.length; ; size = size > 2 * headroom ? size - headroom : Math.floor(size / 2)) {
      if (size < data.length)
        options.headers.set(this.#names.header(header.cut), `${data.length - size} of ${data.length} bytes`)
      try {
        await this.#streams.stream.publish(subject, data.subarray(0, size), options)
        return
      } catch (error) {
        if (size === 0 || !isTooLarge(error)) throw error
      }
    }
  }

  /** Oldest first, those behind the sequence `after`. `service` and `kind` narrow it. */
  async *list({ service = '*', kind = '*', after = 0 } = {}): AsyncGenerator<DeadLetter, void, void> {
    for (let next = after + 1; ;) {
      const found = await this.#next(next, this.#names.deadLetter(service, kind, '*'))
      if (!found) return
      yield this.#letterOf(found)
      next = found.seq + 1
    }
  }

  /** Undefined where there is none with that sequence. */
  async get(sequence: number): Promise<DeadLetter | undefined> {
    const found = await missingIsNull(
      this.#streams.manager.direct.getMessage(this.#names.deadLetters, { seq: sequence }),
    )
    return found ? this.#letterOf(found) : undefined
  }

  /**
   * Publishes it again where it came from, for the service that could not handle it. One that is replayed by two at once is published
   * once, and likewise where the first ends before it is gone from here and another goes on within two minutes.
   */
  async replay(letter: DeadLetter): Promise<void> {
    if (letter.cut !== undefined)
      throw new Error(`Dead letter ${letter.sequence} cannot be replayed: ${letter.cut} were too much to be kept.`)
    const { sequence, at, service, error, tries, history } = letter
    const names = this.#names
    const letterHeaders = forReceiver(names, service, withHistory(names, [...history, { at, error, tries }]))
    await this.#streams.fence?.pass()
    const msgID = `replay:${sequence}:${at.getTime()}`
    await this.#streams.stream.publish(letter.subject, letter.body, { headers: letterHeaders, msgID, timeout })
    await this.drop(letter)
  }

  async drop({ sequence }: DeadLetter): Promise<void> {
    await this.#streams.fence?.pass()
    await missingIsNull(this.#streams.manager.streams.deleteMessage(this.#names.deadLetters, sequence))
  }

  #letterOf({ seq, subject, header: letterHeaders, time, data }: StoredMsg): DeadLetter {
    const [, service = '', kind] = subject.split('.')
    const said = (what: string) => letterHeaders.get(this.#names.header(what))
    const cut = said(header.cut)
    return {
      sequence: seq,
      service,
      kind: isKind(kind) ? kind : 'failed',
      error: cut === '' ? said(header.error) : `${said(header.error)} (of the message ${cut} are not kept)`,
      subject: said(header.subject),
      tries: Number(said(header.tries)),
      at: time,
      body: data,
      history: historyOf(this.#names, letterHeaders),
      cut: cut || undefined,
    }
  }

  #next(from: number, subject: string): Promise<StoredMsg | null> {
    return missingIsNull(
      this.#streams.manager.direct.getMessage(this.#names.deadLetters, { seq: from, next_by_subj: subject }),
    )
  }
}

function isSameBody({ body, cut }: Pick<DeadLetter, 'body' | 'cut'>, data: Uint8Array): boolean {
  return Buffer.compare(body, cut === undefined ? data : data.subarray(0, body.length)) === 0
}

const messageTooLarge = 10_054 // for the stream

/** Whether NATS refuses a message for its size: over the limit of the stream, or of the server. */
export function isTooLarge(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === messageTooLarge
  return error instanceof errors.InvalidArgumentError && error.message.includes('max_payload')
}

function isKind(name: string | undefined): name is DeadLetterKind {
  return name === 'failed' || name === 'malformed' || name === 'parked'
}

const noMessage = 10_057 // no message found, where one is to be deleted

async function missingIsNull<Answer>(lookup: Promise<Answer>): Promise<Answer | null> {
  try {
    return await lookup
  } catch (error) {
    if (error instanceof JetStreamApiError && (error.status === 404 || error.code === noMessage)) return null
    throw error
  }
}
