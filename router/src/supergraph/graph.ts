import { unavailable } from '../operations/request-error.ts'
import type { Generation } from './generation.ts'

/** A text that is to be served, and what was made of it while a newer one came. */
type Load = {
  readonly sdl: string
  readonly decided: (isServed: boolean) => void
  readonly failed: (error: unknown) => void
  generation?: Generation
}

/** The supergraph that is served now, and its change while requests go on. */
export class Graph {
  readonly #create: (sdl: string) => Promise<Generation>
  readonly #warmMs: number
  readonly #now: () => number
  readonly #closing = new AbortController()
  readonly #listeners: ((generation: Generation) => void)[] = []
  #current: Generation | undefined
  /** The newest last. */
  #waiting: Load[] = []
  #loading: Promise<void> | undefined
  /** Since when a newer one than the one served has been known; undefined while there is none. */
  #staleSince: number | undefined
  /** Ends the warming of what is not the newest any more. */
  #superseded = new AbortController()

  /**
   * @param warmMs milliseconds for which a supergraph may be made ready for what is in use before it is served
   * @param now milliseconds
   */
  constructor(create: (sdl: string) => Promise<Generation>, warmMs: number, now = () => performance.now()) {
    this.#create = create
    this.#warmMs = warmMs
    this.#now = now
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
   * Serves another supergraph from now on. Of several that come while one is made ready the last alone is served, or the last of them
   * that can be; where they come faster than they are made ready, the one that is next to be ready after so long as one may be made ready.
   * Resolves to whether this one is. Rejects, and the present one stays, where it cannot be served.
   */
  load(sdl: string): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>()
    this.#waiting.push({ sdl, decided: resolve, failed: reject })
    this.#staleSince ??= this.#now()
    if (!this.#isOverdue()) this.#superseded.abort()
    this.#loading ??= this.#loadWaiting()
    return promise
  }

  async #loadWaiting(): Promise<void> {
    for (let load = this.#waiting.pop(); load; load = this.#waiting.pop()) await this.#loadNext(load).catch(load.failed)
    this.#loading = undefined
    this.#staleSince = undefined
  }

  /** What is ready now is served, and what is made ready is not interrupted, whatever waits: else the present one might stay for ever. */
  #isOverdue(): boolean {
    return this.#staleSince !== undefined && this.#now() - this.#staleSince > this.#warmMs
  }

  async #loadNext(load: Load): Promise<void> {
    const older = this.#waiting.splice(0)
    this.#superseded = new AbortController()
    try {
      await this.#makeReady(load)
    } catch (error) {
      this.#waiting.unshift(...older) // the last of them is tried next, where nothing newer has come
      throw error
    }
    for (const each of older) await this.#drop(each)
    if (this.#current && this.#waiting.length > 0 && !this.#isOverdue()) this.#waiting.unshift(load)
    else await this.#serve(load)
  }

  /** What was requested before the change is requested at once after it: no request waits for a plan then. */
  async #makeReady(load: Load): Promise<void> {
    const present = this.#current
    if (load.sdl === present?.supergraph.sdl) return
    load.generation ??= await this.#create(load.sdl)
    if (!present || this.#warmMs === 0) return
    const timeUp = AbortSignal.timeout(this.#warmMs)
    const { operations } = load.generation
    await operations.warm(present.operations, AbortSignal.any([timeUp, this.#superseded.signal, this.#closing.signal]))
  }

  async #serve({ generation, decided }: Load): Promise<void> {
    this.#staleSince = this.#waiting.length > 0 ? this.#now() : undefined
    if (generation) {
      const earlier = this.#current
      this.#current = generation
      for (const listener of this.#listeners) listener(generation)
      await earlier?.executor.close()
    }
    decided(true)
  }

  async #drop({ generation, decided }: Load): Promise<void> {
    decided(false)
    await generation?.executor.close()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#loading
    await this.#current?.executor.close()
  }
}
