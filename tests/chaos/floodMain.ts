/**
 * `npm run flood`: two floods, one after the other. Exit code 1 where anything is lost, left undone or
 * broken, where memory is not flat, where more than one of a hundred had no answer, and where less was offered than was to be.
 */
import { CommandOptions } from '@shop/dev/commandOptions.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { flood, notFlat } from './flood.ts'

const usage = `Usage: npm run flood [-- OPTIONS]

Two floods of more orders than a shop of its own can take, one after the other.

  --seconds 60    how long each lasts
  --times 10      how many times of what the shop can take
  --help          this text`

const LEAST_OFFERED = 0.95 // of what was to be
const MOST_UNANSWERED = 0.01 // of what was offered: the flood itself runs on the same cores

await runMain(async () => {
  const options = new CommandOptions(usage, { seconds: '60', times: '10' })
  if (options.help !== undefined) return console.log(options.help)
  const [seconds, times] = [options.positive('seconds'), options.positive('times')]
  console.log(`Finding out what the shop can take; then ${times} times that for ${seconds} s, and once more`)
  const { memory, failures, broken, ...figures } = await flood({
    durationMs: seconds * 1_000,
    times,
    calibrateMs: 15_000,
  })
  console.table({ ...figures, drainMs: figures.drainMs.join(' and ') })
  console.log('Memory, MB: the most of each flood')
  console.table(memory)
  if (figures.failed > 0) console.table(failures)
  const problems = [...broken, ...notFlat(memory)]
  if (figures.timesCapacity < times * LEAST_OFFERED)
    problems.push(`only ${figures.timesCapacity} times the capacity was offered: the flood itself had too little CPU`)
  if (figures.unanswered > figures.offered * MOST_UNANSWERED)
    problems.push(`${figures.unanswered} had no answer within 15 s`)
  for (const line of problems) console.log(line)
  const bad = problems.length > 0 || figures.lost > 0 || figures.failed > 0 || figures.terminal < figures.accepted
  console.log(bad ? 'Something broke.' : 'Every invariant holds, and memory is flat.')
  process.exitCode = bad ? 1 : 0
})
