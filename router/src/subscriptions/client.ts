import type { Asker } from '../http/asker.ts'
import { RequestError, unavailable } from '../operations/request-error.ts'
import type { Opened } from '../operations/run.ts'
import { open } from '../operations/run.ts'
import type { Generation } from '../supergraph/generation.ts'
import { asksTheSame, type Asked } from './asked.ts'
import type { Follower, UpstreamEvent } from './event.ts'
import { EventStream, type StreamLimits } from './event-stream.ts'
import { EventFilling, type Filling } from './filling.ts'
import type { Joined } from './sharing.ts'

export type ClientParts = {
  readonly filling: Filling
  readonly limits: StreamLimits
  readonly ask: (opened: Opened, asker: Asker) => Promise<Asked>
  /** Joins what is asked at the subgraph; `after`: as a stream that has come to this cursor already. */
  readonly join: (
    asked: Asked,
    after: string | undefined,
    follower: Follower,
    missed: (event: UpstreamEvent) => void,
  ) => Joined
  /** The client does not keep up; the stream has ended then. */
  readonly slow: () => void
  /** However it ended. */
  readonly ended: () => void
}

/**
 * One client of a subscription. When another supergraph is served, its events are filled with the plan of that; where that asks
 * something else of subgraphs, it is asked there from the last cursor on, and the client notices nothing.
 */
export class SubscriptionClient {
  readonly stream: EventStream
  readonly #asker: Asker
  readonly #parts: ClientParts
  #asked: Asked
  #filling: EventFilling
  #joined: Joined | undefined
  #cursor: string | undefined
  #ended = false
  #renewing: Promise<void> | undefined

  constructor(asked: Asked, asker: Asker, parts: ClientParts) {
    this.#asker = asker
    this.#parts = parts
    this.#asked = asked
    this.#filling = new EventFilling(parts.filling, asked, asker)
    this.stream = new EventStream({
      limits: parts.limits,
      answer: this.#filling.answer,
      release: () => {
        this.#ended = true
        this.#joined?.leave()
        parts.ended()
      },
      slow: parts.slow,
    })
  }

  start(): void {
    this.#join()
  }

  /** Goes over to another supergraph. Where its operation is none there, or cannot be planned, it goes on as it was. */
  renew(generation: Generation): void {
    const renewing = (this.#renewing ?? Promise.resolve())
      .then(() => this.#renew(generation))
      .finally(() => {
        if (this.#renewing === renewing) this.#renewing = undefined
      })
    this.#renewing = renewing
  }

  async #renew(generation: Generation): Promise<void> {
    const { request, generation: earlier } = this.#asked.opened
    if (this.#ended || earlier === generation) return
    try {
      const asked = await this.#parts.ask(open(request, generation), this.#asker)
      if (!this.#ended) this.#adopt(asked)
    } catch (error) {
      if (error instanceof RequestError && error.status === 403) this.#finish(error)
    }
  }

  #adopt(asked: Asked): void {
    const isSame = asksTheSame(this.#asked, asked)
    const canGoOn = asked.upstream.resume !== undefined && this.#cursor !== undefined
    if (!isSame && !canGoOn) {
      if (deniesMore(asked, this.#asked)) this.#finish(unavailable('The schema has changed: subscribe again.'))
      return
    }
    this.#asked = asked
    this.#filling = new EventFilling(this.#parts.filling, asked, this.#asker)
    if (!isSame) this.#join(this.#cursor)
  }

  #join(after?: string): void {
    const earlier = this.#joined
    const { upstream } = this.#asked
    const isPresent = (): boolean => this.#asked.upstream === upstream
    const follower: Follower = {
      event: (event) => this.#push(event, false),
      end: ({ errors }) => {
        const finish = (): void => this.stream.finish(errors && this.#filling.masked({ errors }))
        if (!this.#renewing) return finish()
        // It may go on elsewhere.
        void this.#renewing.then(() => isPresent() && finish())
      },
    }
    earlier?.leave()
    this.#joined = this.#parts.join(this.#asked, after, follower, (event) => this.#push(event, true))
    if (this.#ended) this.#joined.leave()
  }

  #push(event: UpstreamEvent, anew: boolean): void {
    this.#cursor = event.cursor ?? this.#cursor
    this.stream.push(event, anew, this.#filling.answer)
  }

  #finish({ errors }: RequestError): void {
    this.stream.finish(this.#filling.masked({ errors }))
  }
}

/** Whether something is denied to the client that was not before. */
function deniesMore({ variant }: Asked, { variant: earlier }: Asked): boolean {
  const before = new Set([...earlier.denied].map(({ coordinate }) => coordinate))
  return [...variant.denied].some(({ coordinate }) => !before.has(coordinate))
}
