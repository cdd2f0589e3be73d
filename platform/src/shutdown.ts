import type { Log } from './log.ts'

type Owned = { readonly name: string; readonly close: () => unknown }

/**
 * Every resource of a process, closed once, in the reverse order of opening: each before those that it
 * depends on. One that fails to close is logged and does not keep the others open.
 *
 * @example
 * const shutdown = new Shutdown({ log, graceMs: 20_000 })
 * await shutdown.own('server', () => server.close())
 * const isClean = await shutdown.close() // false: something failed to close, or took longer
 */
export class Shutdown {
  readonly #log: Log
  readonly #graceMs: number
  readonly #owned: Owned[] = []
  readonly #begun = new AbortController()
  #closing: Promise<boolean> | undefined
  #deadline = Infinity

  constructor(options: { readonly log: Log; readonly graceMs: number }) {
    this.#log = options.log
    this.#graceMs = options.graceMs
  }

  /** Aborts when closing begins, and with it what is awaited at start. */
  get signal(): AbortSignal {
    return this.#begun.signal
  }

  /** When the grace period ends, in milliseconds of `performance.now()`, which is monotonic; before closing has begun, never. */
  get deadline(): number {
    return this.#deadline
  }

  /** From now on this object closes it. What is opened after closing has begun is closed at once. */
  async own(name: string, close: Owned['close']): Promise<void> {
    if (this.#closing) return void (await this.#close({ name, close }))
    this.#owned.push({ name, close })
  }

  /** True where all closed within the grace period. Later calls get the first one's answer. */
  close(): Promise<boolean> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  async #closeAll(): Promise<boolean> {
    this.#deadline = performance.now() + this.#graceMs
    this.#begun.abort(new Error('the process is stopping'))
    const open = this.#owned.splice(0).reverse()
    let clean = true
    let current = ''
    const work = async () => {
      for (const part of open) {
        current = part.name
        clean = (await this.#close(part)) && clean
      }
    }
    const { promise: late, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => resolve('late'), this.#graceMs)
    if ((await Promise.race([work(), late])) === 'late') {
      this.#log.error({ part: current, graceMs: this.#graceMs }, 'could not close everything within the grace period')
      clean = false
    }
    clearTimeout(timer)
    return clean
  }

  async #close({ name, close }: Owned): Promise<boolean> {
    try {
      await close()
      return true
    } catch (err) {
      this.#log.error({ err, part: name }, 'a resource did not close cleanly')
      return false
    }
  }
}

/** SIGTERM and SIGINT close everything, then end the process: 0 where all closed in time. A second signal ends it at once. */
export function stopOnSignals(shutdown: Pick<Shutdown, 'close'>, log: Log): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    const end = (clean: boolean) => process.exit(clean ? 0 : 1)
    shutdown.close().then(end, () => end(false))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
