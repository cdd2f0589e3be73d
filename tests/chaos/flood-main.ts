/**
 * `npm run flood`: two floods, one after the other. Exit code 1 where anything is lost, left undone or
 * broken, where memory is not flat, where more than one of a hundred had no answer, and where less was offered than was to be.
 */
import { runMain } from '@shop/dev/obstacle.ts'
import { commandLine, positiveNumber } from '@shop/platform/command-line.ts'
import { flood, notFlat } from './flood.ts'

const MIN_OFFERED = 0.95 // of what was to be
const MAX_UNANSWERED = 0.01 // of what was offered: the flood itself runs on the same cores

const command = commandLine({
  script: 'flood',
  does: 'Two floods of more orders than a shop of its own can take, one after the other.',
  examples: {
    '': 'ten times what the shop can take, for a minute each',
    '--seconds 20 --times 3': 'shorter, and less of it',
  },
})
  .option('--seconds <n>', 'how long each lasts', positiveNumber, 60)
  .option('--times <n>', 'how many times of what the shop can take', positiveNumber, 10)
  .action((options) => runMain(() => main(options)))

async function main({ seconds, times }: { readonly seconds: number; readonly times: number }): Promise<void> {
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
  if (figures.timesCapacity < times * MIN_OFFERED)
    problems.push(`only ${figures.timesCapacity} times the capacity was offered: the flood itself had too little CPU`)
  if (figures.unanswered > figures.offered * MAX_UNANSWERED)
    problems.push(`${figures.unanswered} had no answer within 15 s`)
  if (figures.accepted === 0) problems.push('not one order was accepted: nothing is shown')
  for (const line of problems) console.log(line)
  const bad = problems.length > 0 || figures.lost > 0 || figures.failed > 0 || figures.terminal < figures.accepted
  console.log(bad ? 'Something broke.' : 'Every invariant holds, and memory is flat.')
  process.exitCode = bad ? 1 : 0
}

await command.parseAsync()
