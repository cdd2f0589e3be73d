import { unavailable } from '../operations/request-error.ts'
import type { Generation } from './generation.ts'

/** The supergraph that is served now, and its change while requests go on. */
export class Graph {
  readonly #create: (sdl: string) => Promise<Generation>
  readonly #warmMs: number
  readonly #closing = new AbortController()
  readonly #listeners: ((generation: Generation) => void)[] = []
  #current: Generation | undefined
  #loading: Promise<void> = Promise.resolve()

  /** @param warmMs milliseconds for which a supergraph may be made ready for what is in use before it is served */
  constructor(create: (sdl: string) => Promise<Generation>, warmMs: number) {
    this.#create = create
    this.#warmMs = warmMs
  }

  /** `listener` is called at each change, before a request meets the new generation. */
  onAdopted(listener: (generation: Generation) => void): void {
    this.#listeners.push(listener)
  }

  get loaded(): Generation | undefined {
    return this.#current
  }

  /** Throws a RequestError of code SERVICE_UNAVAILABLE before there is one. */
  get current(): Generation {
    if (!this.#current) throw unavailable('The router has no supergraph yet.')
    return this.#current
  }

  /**
   * Serves another supergraph from now on; one after another where several come at once. Rejects, and the present one
   * stays, where it cannot be served.
   */
  load(sdl: string): Promise<void> {
    const loading = this.#loading.then(() => this.#adopt(sdl))
    this.#loading = loading.catch(() => undefined)
    return loading
  }

  async #adopt(sdl: string): Promise<void> {
    if (sdl === this.#current?.supergraph.sdl) return
    const generation = await this.#create(sdl)
    const earlier = this.#current
    if (earlier) await this.#warm(generation, earlier)
    this.#current = generation
    for (const listener of this.#listeners) listener(generation)
    await earlier?.executor.close()
  }

  /** What was asked for before the change is asked for at once after it: no request waits for a plan then. */
  async #warm({ operations }: Generation, earlier: Generation): Promise<void> {
    if (this.#warmMs === 0) return
    const timeUp = AbortSignal.timeout(this.#warmMs)
    await operations.warm(earlier.operations, AbortSignal.any([timeUp, this.#closing.signal]))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#loading
    await this.#current?.executor.close()
  }
}
