import { unavailable } from '../operations/request-error.ts'
import type { Generation } from './generation.ts'

/** The supergraph that is served now, and its change while requests go on. */
export class Graph {
  readonly #create: (sdl: string) => Promise<Generation>
  readonly #listeners: ((generation: Generation) => void)[] = []
  #current: Generation | undefined
  #loading: Promise<void> = Promise.resolve()

  constructor(create: (sdl: string) => Promise<Generation>) {
    this.#create = create
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
    this.#current = generation
    for (const listener of this.#listeners) listener(generation)
    await earlier?.executor.close()
  }

  async close(): Promise<void> {
    await this.#loading
    await this.#current?.executor.close()
  }
}
