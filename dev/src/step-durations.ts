/** How long each step of a command took when it was last done, for this user: shown when it is done again. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { cacheFolder } from './engines/cache.ts'

export type StepDurations = {
  /** Seconds; undefined where it is not known. */
  readonly last: (step: string) => number | undefined
  readonly keep: (step: string, seconds: number) => void
}

const Kept = z.record(z.string(), z.number().nonnegative())

/** In the user's cache. Where that cannot be read or written, nothing is known. */
export const keptDurations: StepDurations = {
  last: (step) => read()[step],
  keep: (step, seconds) => {
    const file = keptFile()
    const whole = `${file}.${process.pid}`
    try {
      mkdirSync(cacheFolder(), { recursive: true })
      writeFileSync(whole, JSON.stringify({ ...read(), [step]: seconds }))
      renameSync(whole, file)
    } catch {
      // the next run says nothing of this one
    }
  },
}

const keptFile = (): string => path.join(cacheFolder(), 'step-durations.json')

function read(): Readonly<Record<string, number>> {
  try {
    return Kept.parse(JSON.parse(readFileSync(keptFile(), 'utf8')))
  } catch {
    return {}
  }
}
