/** Shows what long work does, how far it is, how long it took, and how long it took last time. */
import { stepDurations } from './kept-durations.ts'

/** `far` takes how far the step is: "84 of 212 packages". */
export type ProgressStep = <Result>(
  what: string,
  work: (far: (text: string) => void) => Promise<Result>,
) => Promise<Result>

const quickMs = 400 // a step this short is not worth a line
const everyMs = 5_000

export function progress(say: (line: string) => void = console.log): ProgressStep {
  return async (what, work) => {
    const started = performance.now()
    const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1)
    let how = ''
    let said = false
    const first = setTimeout(() => {
      said = true
      const last = stepDurations.read()[what]
      say(`${what}${last === undefined ? '' : ` (${last} s last time)`} ...`)
    }, quickMs)
    const more = setInterval(() => say(`${what}: ${how ? `${how}, ` : ''}${seconds()} s`), everyMs)
    try {
      const result = await work((text) => {
        how = text
      })
      if (said) {
        say(`${what}: done in ${seconds()} s`)
        stepDurations.keep({ [what]: Number(seconds()) })
      }
      return result
    } finally {
      clearTimeout(first)
      clearInterval(more)
    }
  }
}

/** Shows nothing. */
export const silent: ProgressStep = (_what, work) => work(() => {})
