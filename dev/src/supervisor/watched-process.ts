/** One process while it is supervised: started, watched, started again when it dies, stopped. */
import { setTimeout as delay } from 'node:timers/promises'
import { errorMessage } from '../obstacle.ts'
import { Child, describeExit, type Exit } from '../process/child.ts'
import type { ProcessIdentity } from '../process/identity.ts'
import { RestartBackoff } from './backoff.ts'
import type { ProcessSpec } from './process-spec.ts'

export type SupervisorObserver = {
  readonly line: (name: string, line: string) => void // what a process writes
  readonly news: (text: string) => void // restarts, and why
  readonly started: () => Promise<void> // one has been launched, the first time or again
}

const pollMs = 50

export class WatchedProcess {
  #spec: ProcessSpec
  readonly #observer: SupervisorObserver
  readonly #backoff: RestartBackoff
  #child: Child | undefined
  #launches = 0
  #startedAt: Date | undefined
  #stopping = new AbortController()
  #starting: Promise<void> = Promise.resolve()
  #watch: Promise<void> = Promise.resolve()

  constructor(spec: ProcessSpec, observer: SupervisorObserver, backoff = new RestartBackoff()) {
    this.#spec = spec
    this.#observer = observer
    this.#backoff = backoff
  }

  get spec(): ProcessSpec {
    return this.#spec
  }

  /** The process it has now; undefined while it has none. */
  get identity(): ProcessIdentity | undefined {
    return this.#child?.running ? this.#child.identity : undefined
  }

  get startedAt(): Date | undefined {
    return this.identity && this.#startedAt
  }

  /** How many processes it had before this one. */
  get restarts(): number {
    return Math.max(0, this.#launches - 1)
  }

  /** Resolves when it is ready; rejects where it dies or takes too long first. */
  async start(): Promise<void> {
    this.#stopping = new AbortController()
    this.#starting = this.#launch()
    await this.#starting
    this.#watch = this.#keepRunning()
  }

  /** Sends a signal, as a test's accident; what follows from it is the supervisor's work. */
  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Answers how its process ended; undefined where it had none. */
  async stop(): Promise<Exit | undefined> {
    this.#stopping.abort()
    const exit = await this.#stopChild()
    await Promise.allSettled([this.#starting, this.#watch])
    const last = (await this.#stopChild()) ?? exit // one that was just being started
    await this.spec.cleanUp?.()
    return last
  }

  /** Answers how the process before ended. `command`: what it runs from now on; default: what it ran. */
  async restart(command = this.spec.command): Promise<Exit | undefined> {
    const exit = await this.stop()
    this.#spec = { ...this.#spec, command }
    await this.start()
    return exit
  }

  async #stopChild(): Promise<Exit | undefined> {
    return this.#child?.running ? this.#child.stop(this.spec.stopWithinMs) : undefined
  }

  async #launch(): Promise<void> {
    const { name, command, prepare, shows } = this.spec
    await prepare?.()
    this.#stopping.signal.throwIfAborted()
    const child = await Child.spawn(command, (line) => {
      if (!shows || shows(line)) this.#observer.line(name, line)
    })
    this.#child = child
    this.#launches += 1
    this.#startedAt = new Date()
    await this.#observer.started()
    await this.#untilReady(child)
  }

  async #untilReady(child: Child): Promise<void> {
    const { name, isReady, readyWithinMs } = this.spec
    const started = performance.now()
    while (!(await isReady())) {
      this.#stopping.signal.throwIfAborted()
      const last = child.lastLines.at(-1) ?? 'it wrote nothing'
      if (!child.running) throw new Error(`${name} ${describeExit(await child.exited)} before it was ready: ${last}`)
      if (performance.now() - started > readyWithinMs) {
        await child.stop(this.spec.stopWithinMs)
        throw new Error(`${name} was not ready within ${readyWithinMs / 1000} s: ${last}`)
      }
      await delay(pollMs)
    }
  }

  async #keepRunning(): Promise<void> {
    const { name } = this.spec
    const { signal } = this.#stopping
    let started = performance.now()
    for (;;) {
      const exit = await this.#child?.exited
      if (signal.aborted) return
      const waitMs = this.#backoff.next(performance.now() - started)
      this.#observer.news(
        `${name} ${exit ? describeExit(exit) : 'did not start'}; starting it again in ${waitMs / 1000} s`,
      )
      await delay(waitMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      started = performance.now()
      try {
        await this.#launch()
        this.#observer.news(`${name} is ready again (process ${this.identity?.pid ?? 'gone already'})`)
      } catch (error) {
        if (!signal.aborted) this.#observer.news(errorMessage(error))
      }
    }
  }
}
