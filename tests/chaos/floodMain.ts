/** `npm run flood -- --seconds 60 --times 10`. Exit code 1 where anything is lost, left undone or broken. */
import { parseArgs } from 'node:util'
import { flood } from './flood.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, times: { type: 'string', default: '10' } },
})

function positive(name: 'seconds' | 'times'): number {
  const value = Number(values[name])
  if (value > 0) return value
  console.error(`--${name}: expected a number above 0, got ${JSON.stringify(values[name])}`)
  process.exit(1)
}

const [seconds, times] = [positive('seconds'), positive('times')]
console.log(`Finding out what the shop can take; then ${times} times that for ${seconds} s`)
const { memory, failures, broken, ...figures } = await flood({
  durationMs: seconds * 1_000,
  times,
  calibrateMs: 15_000,
})
console.table(figures)
console.log('Memory, MB:')
console.table(memory)
if (figures.failed > 0) console.table(failures)
for (const line of broken) console.log(line)
const bad = broken.length > 0 || figures.lost > 0 || figures.failed > 0 || figures.terminal < figures.accepted
console.log(bad ? 'Something broke.' : 'Every invariant holds.')
process.exitCode = bad ? 1 : 0
