/** What has arrived for one follower and has not been read: bounded. One that overflows is closed, never dropped from. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'

export type Mail = Envelope | 'recheck' // recheck: the feed may have missed something

/** The follower reads too slowly: it should come again with its last cursor. */
export class SlowFollower extends Error {
  override readonly name = 'SlowFollower'
}

export class Mailbox {
  readonly #max: number
  #waiting: Mail[] = []
  #overflown = false
  #wake: (() => void) | undefined

  constructor(max: number) {
    this.#max = max
  }

  put(mail: Mail): void {
    if (mail === 'recheck' && this.#waiting.at(-1) === 'recheck') return // one look is enough
    if (this.#waiting.length >= this.#max) this.#overflown = true
    else this.#waiting.push(mail)
    this.#wake?.()
  }

  /** The next one; undefined where none came before the signal. Throws `SlowFollower` when it has overflown. */
  async next(signal: AbortSignal): Promise<Mail | undefined> {
    for (;;) {
      if (signal.aborted) return undefined
      if (this.#overflown)
        throw new SlowFollower('the subscriber reads too slowly: subscribe again with the last cursor')
      const mail = this.#waiting.shift()
      if (mail !== undefined) return mail
      await this.#arrival(signal)
    }
  }

  async #arrival(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done)
        this.#wake = undefined
        resolve()
      }
      this.#wake = done
      signal.addEventListener('abort', done)
    })
  }
}
