/** How long things took when they were last done, for this user: shown when they are done again. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { cacheFolder } from './engines/cache.ts'

/** Seconds, by name. */
export type Durations = Readonly<Record<string, number>>

const Kept = z.record(z.string(), z.number().nonnegative())

/** In a file of the user's cache. Where that cannot be read or written, nothing is known. */
export class KeptDurations {
  readonly #fileName: string

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  read(): Durations {
    try {
      return Kept.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return {}
    }
  }

  /** Beside those that have other names. */
  keep(durations: Durations): void {
    const file = this.#file
    const whole = `${file}.${process.pid}`
    try {
      mkdirSync(cacheFolder(), { recursive: true })
      writeFileSync(whole, JSON.stringify({ ...this.read(), ...durations }))
      renameSync(whole, file)
    } catch {
      // the next run says nothing of this one
    }
  }

  get #file(): string {
    return path.join(cacheFolder(), this.#fileName)
  }
}

/** Of the steps of commands. */
export const stepDurations = new KeptDurations('step-durations.json')
