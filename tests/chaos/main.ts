/** `npm run chaos -- --minutes 10 --every 2s --rate 20 --seed 1 --replicas 2`. Exit code 1 where anything is lost, doubled or broken. */
import { parseArgs } from 'node:util'
import { chaos } from './chaos.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    every: { type: 'string', default: '2s' },
    rate: { type: 'string', default: '20' },
    replicas: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.trunc(Date.now() / 1_000)) },
  },
})

function positive(name: keyof typeof values): number {
  const value = Number(values[name].replace(/s$/, ''))
  if (value > 0) return value
  console.error(`--${name}: expected a number above 0, got ${JSON.stringify(values[name])}`)
  process.exit(1)
}

const [minutes, seconds, perSecond, seed] = [positive('minutes'), positive('every'), positive('rate'), positive('seed')]
console.log(`${perSecond} orders a second for ${minutes} min, an accident every ${seconds} s, seed ${seed}`)
const extent = { durationMs: minutes * 60_000, everyMs: seconds * 1_000, perSecond }
const report = await chaos({ ...extent, seed, replicas: Math.trunc(positive('replicas')) })
const { accidents, broken, ...figures } = report
console.table(figures)
console.table(accidents)
for (const line of broken) console.log(line)
const bad = broken.length > 0 || report.lost > 0 || report.doubled > 0 || report.terminal < report.accepted
console.log(bad ? 'Something broke.' : 'Every invariant holds.')
process.exitCode = bad ? 1 : 0
