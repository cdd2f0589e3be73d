/**
 * Lets a service write and publish only as long as it is sure that no restore has begun. A process that was stopped (SIGSTOP, a machine
 * that is suspended) goes on in the midst of anything: with what it had read, collected or decided of a history that is gone. It does
 * not know that it was stopped, but how long ago it has looked for a restore, it does: where that is too long ago it looks again before
 * it writes. A restore waits for longer than that, between its mark and its first change.
 */
import { Unreachable } from './aggregates/ports.ts'
import { type DatabaseSource } from './native-collection.ts'
import { isOutage } from './outage.ts'
import { lastRestore, trustedForMs, underWayAndLast } from './restored.ts'
import { throughOutages } from './through-outages.ts'

type ClockReading = { readonly wallMs: number; readonly elapsedMs: number }

export class RestoreFence {
  readonly #mongo: DatabaseSource
  readonly #overtaken: (error: unknown) => void
  readonly #readClocks: () => ClockReading
  #known: string | undefined
  #looked: ClockReading
  #looking: Promise<void> | undefined

  /** As what stands there now is what the process begins with. `overtaken` is called where a restore has begun, or is over, since. */
  static async open(
    mongo: DatabaseSource,
    overtaken: (error: unknown) => void = () => undefined,
    readClocks = clocksNow,
  ): Promise<RestoreFence> {
    const fence = new RestoreFence(mongo, overtaken, readClocks)
    await fence.begin()
    return fence
  }

  private constructor(mongo: DatabaseSource, overtaken: (error: unknown) => void, readClocks: () => ClockReading) {
    this.#mongo = mongo
    this.#overtaken = overtaken
    this.#readClocks = readClocks
    this.#looked = longAgo
  }

  /** From now on what stands there is what the process began with. */
  async begin(): Promise<void> {
    this.#known = await throughOutages(() => lastRestore(this.#mongo))
  }

  /** Rejects where a restore is under way, or was since the process began. */
  async look(): Promise<void> {
    const at = this.#readClocks()
    const { isUnderWay, last } = await underWayAndLast(this.#mongo)
    if (isUnderWay || last !== this.#known)
      throw new Error('the database is being restored, or was since this process began: it has to begin anew')
    this.#looked = at
  }

  /** To be called right before something is written or published. Rejects with `Unreachable` where it may not be, or that is not known. */
  async pass(): Promise<void> {
    while (this.#ageMs >= trustedForMs) await this.#lookTogether()
    if (this.#ageMs >= trustedForMs / 2) this.#lookTogether().catch(() => undefined) // the next call fails
  }

  /** A machine that was suspended shows in the wall clock alone, and one whose clock has been set back in the other alone. */
  get #ageMs(): number {
    const { wallMs, elapsedMs } = this.#readClocks()
    return Math.max(wallMs - this.#looked.wallMs, elapsedMs - this.#looked.elapsedMs)
  }

  #lookTogether(): Promise<void> {
    this.#looking ??= this.#lookOrEnd().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  async #lookOrEnd(): Promise<void> {
    try {
      await this.look()
    } catch (cause) {
      if (!isOutage(cause)) this.#overtaken(cause)
      throw new Unreachable('whether there was a restore is not known, or there was one', { cause })
    }
  }
}

const longAgo: ClockReading = { wallMs: -Infinity, elapsedMs: -Infinity }

function clocksNow(): ClockReading {
  return { wallMs: Date.now(), elapsedMs: performance.now() }
}
