import { unavailable } from '../operations/request-error.ts'
import type { Generation } from './generation.ts'

/** The supergraph that is served now, and its change while requests go on. */
export class Graph {
  readonly #create: (sdl: string) => Generation
  readonly #listeners: ((generation: Generation) => void)[] = []
  #current: Generation | undefined

  constructor(create: (sdl: string) => Generation) {
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

  /** Serves another supergraph from now on. Throws, and goes on with the present one, where it cannot be served. */
  load(sdl: string): void {
    const generation = this.#create(sdl)
    if (generation.supergraph.id === this.#current?.supergraph.id) return
    const earlier = this.#current
    this.#current = generation
    for (const listener of this.#listeners) listener(generation)
    void earlier?.executor.close()
  }

  async close(): Promise<void> {
    await this.#current?.executor.close()
  }
}
