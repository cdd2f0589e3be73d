/** Subscriptions, each with a connection of its own, that go on whatever tab is open. */
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql'
import { createClient } from 'graphql-ws'
import type { TabLogin } from '../tabs.ts'
import { Observable } from './observable.ts'
import { resumable, withoutCursor } from './resume.ts'
import type { ResumableRequest } from './resume.ts'
import type { Tokens } from './tokens.ts'

export type StreamResult = FormattedExecutionResult<Record<string, unknown>, unknown>
export type StreamEvent = { readonly at: Date; readonly result: StreamResult }

export type Stream = {
  readonly id: number
  readonly tab: string
  readonly title: string
  readonly login: TabLogin | undefined
  readonly request: ResumableRequest
  readonly state: 'connecting' | 'live' | 'reconnecting' | 'ended' | 'stopped'
  /** When it last went on after it had been cut off. */
  readonly resumedAt?: Date
  readonly events: readonly StreamEvent[]
}

/** Whether no further event can come. */
export const isOver = ({ state }: Stream): boolean => state === 'ended' || state === 'stopped'

const MAX_EVENTS = 1_000
const PING_MS = 5_000
const PONG_WITHIN_MS = 4_000
const FIRST_WAIT_MS = 200
const MAX_WAIT_MS = 2_000
/** What may go well the next time, without anybody doing something else. */
const PASSES = ['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'LIMIT_EXCEEDED', 'UNAUTHENTICATED']

type TabStreamOptions = {
  readonly url: string
  readonly tokens: Tokens
  readonly schema: () => GraphQLSchema | null | undefined
}

export class OpenStreams {
  readonly all = new Observable<readonly Stream[]>([])
  readonly #options: TabStreamOptions
  readonly #stops = new Map<number, AbortController>()
  #lastId = 0

  constructor(options: TabStreamOptions) {
    this.#options = options
  }

  /** The stream that runs already for the same request of the same tab; else a new one. */
  open(tab: string, title: string, request: ResumableRequest, login: TabLogin | undefined): number {
    const same = this.all.value.find(
      (each) => each.tab === tab && !isOver(each) && sameText(each, request) && each.login === login,
    )
    if (same) return same.id
    const id = ++this.#lastId
    const stream: Stream = { id, tab, title, login, request, state: 'connecting', events: [] }
    this.all.set([...this.all.value, stream])
    const stop = new AbortController()
    this.#stops.set(id, stop)
    const over = (): void => void this.#stops.delete(id)
    this.#follow(stream, stop.signal).then(over, over)
    return id
  }

  stop(id: number): void {
    this.#stops.get(id)?.abort()
  }

  /** What has ended is listed no more. */
  clear(): void {
    this.all.set(this.all.value.filter((each) => !isOver(each)))
  }

  of(id: number): Stream | undefined {
    return this.all.value.find((each) => each.id === id)
  }

  async #follow({ id, request, login }: Stream, stopped: AbortSignal): Promise<void> {
    const { tokens, schema } = this.#options
    let cursor: string | undefined
    let waits = 0
    for (;;) {
      const { request: next, cursorOf } = resumable(request, schema())
      let again = false
      try {
        for await (const result of this.#results(id, next(cursor), login, stopped)) {
          const code = result.data ? undefined : result.errors?.[0]?.extensions?.['code']
          if (code === 'UNAUTHENTICATED' && login) tokens.refused(login)
          if (code === 'CURSOR_EXPIRED' && cursor !== undefined) cursor = undefined
          else if (typeof code !== 'string' || !PASSES.includes(code)) {
            waits = 0
            cursor = cursorOf(result.data) ?? cursor
            this.#event(id, result)
            continue
          }
          again = true
        }
      } catch (failure) {
        again = true
        if (login && failure instanceof CloseEvent && [4401, 4403].includes(failure.code)) tokens.refused(login)
      }
      if (stopped.aborted) return this.#change(id, { state: 'stopped' })
      if (!again) return this.#change(id, { state: 'ended' })
      this.#change(id, { state: 'reconnecting' })
      await pause(Math.min(FIRST_WAIT_MS * 2 ** waits++, MAX_WAIT_MS), stopped)
      if (stopped.aborted) return this.#change(id, { state: 'stopped' })
    }
  }

  /** One connection, until it or the stream ends. Rejects where it was cut off. */
  async *#results(
    id: number,
    request: ResumableRequest,
    login: TabLogin | undefined,
    stopped: AbortSignal,
  ): AsyncGenerator<StreamResult> {
    const { url, tokens } = this.#options
    let missingPong: ReturnType<typeof setTimeout> | undefined
    const client = createClient({
      url,
      retryAttempts: 0,
      keepAlive: PING_MS,
      connectionParams: async () => (login ? { authorization: `Bearer ${await tokens.of(login)}` } : {}),
      on: {
        connected: () => this.#connected(id),
        // A network that is cut closes nothing: who does not answer is taken to be gone.
        ping: (received) => {
          if (!received) missingPong = setTimeout(() => client.terminate(), PONG_WITHIN_MS)
        },
        pong: (received) => {
          if (received) clearTimeout(missingPong)
        },
        closed: () => clearTimeout(missingPong),
      },
    })
    const cut = (): void => client.terminate()
    const leave = (): void => void Promise.resolve(client.dispose()).catch(() => undefined)
    globalThis.addEventListener('offline', cut)
    stopped.addEventListener('abort', leave)
    try {
      const { query, operationName, variables } = request
      const payload = { query, ...(operationName && { operationName }), ...(variables && { variables }) }
      for await (const result of client.iterate(payload)) yield result
    } catch (failure) {
      if (!Array.isArray(failure)) throw failure
      yield { errors: failure }
    } finally {
      globalThis.removeEventListener('offline', cut)
      stopped.removeEventListener('abort', leave)
      leave()
    }
  }

  #connected(id: number): void {
    const wasCut = this.of(id)?.state === 'reconnecting'
    this.#change(id, { state: 'live', ...(wasCut && { resumedAt: new Date() }) })
  }

  #event(id: number, { data, ...rest }: StreamResult): void {
    const stream = this.of(id)
    if (!stream) return
    const result = data ? { data: withoutCursor(data), ...rest } : { ...rest }
    this.#change(id, { events: [...stream.events, { at: new Date(), result }].slice(-MAX_EVENTS) })
  }

  #change(id: number, change: Partial<Stream>): void {
    this.all.set(this.all.value.map((each) => (each.id === id ? { ...each, ...change } : each)))
  }
}

function sameText({ request }: Stream, other: ResumableRequest): boolean {
  return JSON.stringify(request) === JSON.stringify(other)
}

/** Shorter where the network comes back meanwhile. */
function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      globalThis.removeEventListener('online', done)
      stopped.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    globalThis.addEventListener('online', done)
    stopped.addEventListener('abort', done)
  })
}
