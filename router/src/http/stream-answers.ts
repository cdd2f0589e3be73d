import type { ServerResponse } from 'node:http'
import type { Result } from '../executor.ts'
import type { Mask } from '../operations/mask.ts'
import type { RequestError } from '../operations/request-error.ts'
import type { Opened } from '../operations/run.ts'
import { run } from '../operations/run.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import { limitExceeded } from '../operations/request-error.ts'
import { tooManyBytes } from './answer.ts'
import type { Asker } from './asker.ts'
import { contextFor } from './asker.ts'
import { whenExpired } from './expiry.ts'
import type { Exchange } from './graphql.ts'
import type { Places } from './places.ts'
import type { StreamFormat } from './stream-format.ts'
import { multipart, sse } from './stream-format.ts'
import { isTooLong } from './too-long.ts'

export type StreamParts = {
  readonly subscriptions: Subscriptions
  readonly mask: Mask
  /** Milliseconds for the answer of a query or mutation. */
  readonly timeoutMs: number
  readonly heartbeatMs: number
  readonly maxResponseBytes: number
  readonly places: Places
}

type Source = AsyncIterableIterator<Result, undefined>

const EXPIRED: Result = {
  errors: [{ message: 'The token has expired: come back with a fresh one.', extensions: { code: 'UNAUTHENTICATED' } }],
}

/** Answers that go on: each on its own HTTP connection, until it completes or the client closes it. */
export class StreamAnswers {
  readonly #parts: StreamParts
  readonly #open = new Set<ServerResponse>()

  constructor(parts: StreamParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#open.size
  }

  /** Resolves when the answer has ended, to its outcome. Rejects with a RequestError where nothing was written yet. */
  async answer({ response, accepts }: Exchange, opened: Opened, asker: Asker): Promise<string> {
    const leave = this.#parts.places.take(asker.address)
    if (!leave) throw limitExceeded('socketsPerAddress', 'Your address has as many streams open as it may.', 429)
    try {
      const source = await this.#source(opened, asker, () => response.destroy())
      return await this.#write(response, accepts.stream === 'multipart' ? multipart : sse, source, asker)
    } finally {
      leave()
    }
  }

  /** Tells a client of an event stream in its own format what it would not read in a status. */
  refuse(response: ServerResponse, { errors }: RequestError): void {
    begin(response, sse)
    response.end(sse.result({ errors }) + sse.complete)
  }

  /** Ends all without completing them: the clients come back, to another router or to this one again. */
  close(): void {
    for (const response of this.#open) response.end()
  }

  #text(format: StreamFormat, result: Result): string {
    const { maxResponseBytes } = this.#parts
    const text = format.result(result)
    return isTooLong(text, maxResponseBytes) ? format.result({ errors: tooManyBytes(maxResponseBytes).errors }) : text
  }

  async #source(opened: Opened, asker: Asker, slow: () => void): Promise<Source> {
    if (opened.operation.kind === 'subscription') return this.#parts.subscriptions.open(opened, asker, slow)
    const { mask, timeoutMs } = this.#parts
    const result = mask(await run(opened, asker.caller, contextFor(asker, timeoutMs)), asker)
    return single(result)
  }

  async #write(response: ServerResponse, format: StreamFormat, source: Source, asker: Asker): Promise<string> {
    const left = (): void => {
      source.return?.().catch(() => undefined) // whoever reads it is told
    }
    response.once('close', left)
    if (isGone(response)) left() // while the answer was being opened
    this.#open.add(response)
    response.on('error', () => response.destroy())
    const heartbeat = setInterval(() => response.write(format.heartbeat), this.#parts.heartbeatMs)
    const calledOff = whenExpired(asker.caller, () => response.end(format.result(EXPIRED) + format.complete))
    try {
      if (!isGone(response)) begin(response, format).write(format.opening)
      for await (const result of source) {
        if (isGone(response)) break
        if (!response.write(this.#text(format, result))) await writable(response)
      }
      if (!isGone(response)) response.end(format.complete)
      return 'ok'
    } finally {
      clearInterval(heartbeat)
      calledOff()
      this.#open.delete(response)
    }
  }
}

/** Resolves when the client has taken what was written, or has left: a stream goes at its client's speed. */
function writable(response: ServerResponse): Promise<void> {
  if (isGone(response)) return Promise.resolve() // nothing will come any more
  const { promise, resolve } = Promise.withResolvers<void>()
  const settled = () => {
    response.off('drain', settled)
    response.off('close', settled)
    resolve()
  }
  response.on('drain', settled)
  response.on('close', settled)
  return promise
}

/** `writable` stays true for a response whose client has left. */
function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.writableEnded
}

function begin(response: ServerResponse, { contentType }: StreamFormat): ServerResponse {
  return response.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}

async function* single(result: Result): AsyncGenerator<Result, undefined> {
  yield result
}
