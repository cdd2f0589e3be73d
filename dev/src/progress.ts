/** Shows what long work does, how far it is, and how long it took. */

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
    const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
    let how = ''
    let said = false
    const first = setTimeout(() => {
      said = true
      say(`${what} ...`)
    }, quickMs)
    const more = setInterval(() => say(`${what}: ${how ? `${how}, ` : ''}${seconds()}`), everyMs)
    try {
      const result = await work((text) => {
        how = text
      })
      if (said) say(`${what}: done in ${seconds()}`)
      return result
    } finally {
      clearTimeout(first)
      clearInterval(more)
    }
  }
}

/** Shows nothing. */
export const silent: ProgressStep = (_what, work) => work(() => {})
