/** `npm run simulate -- --minutes 60 --seed 1`, or `--runs 1` for so many runs. Exit code 1 where anything goes wrong. */
import { parseArgs } from 'node:util'
import { simulate } from './campaign.ts'
import { story } from './story.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.trunc(Date.now() / 1_000)) },
    runs: { type: 'string', default: 'Infinity' },
  },
})

function positive(name: 'minutes' | 'seed' | 'runs'): number {
  const value = Number(values[name])
  if (value > 0) return value
  console.error(`--${name}: expected a number above 0, got ${JSON.stringify(values[name])}`)
  process.exit(1)
}

const [minutes, seed, most] = [positive('minutes'), positive('seed'), positive('runs')]
const began = performance.now()
const minutesSince = () => (performance.now() - began) / 60_000
let told = 0
console.log(`From seed ${seed}. A step is a scheduled event: a call that arrives, its answer, a message, a timer.`)
const { ends, failure, ...figures } = await simulate(seed, ({ runs, steps }) => {
  if (minutesSince() >= told + 1) {
    told += 1
    console.log(`${told} min: ${runs} runs, ${Math.round(steps / minutesSince()).toLocaleString('en')} steps a minute`)
  }
  return runs < most && minutesSince() < minutes
})
console.table({ ...figures, stepsAMinute: Math.round(figures.steps / minutesSince()) })
console.table(Object.fromEntries([...ends].sort(([, a], [, b]) => b - a)))
console.log(failure ? await story(failure.plan) : 'Every invariant holds.')
process.exitCode = failure === undefined ? 0 : 1
