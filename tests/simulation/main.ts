/** `npm run simulate`. Exit code 1 where anything goes wrong. */
import { runMain } from '@shop/dev/obstacle.ts'
import { commandLine, positiveNumber, wholeNumber } from '@shop/platform/command-line.ts'
import { simulate } from './campaign.ts'
import { failureReport } from './failure-report.ts'

const command = commandLine({
  script: 'simulate',
  does: 'The whole saga in memory, in virtual time: run after run, each from a seed of its own.',
  examples: { '': 'for an hour', '--minutes 5': 'shorter', '--seed 42 --runs 1': 'that run again' },
})
  .option('--minutes <n>', 'how long', positiveNumber, 60)
  .option('--seed <n>', 'of the first run; a run that failed prints its own', wholeNumber)
  .option('--runs <n>', 'so many runs at most', wholeNumber)
  .action((options) => runMain(() => main(options)))

type SimulationOptions = {
  readonly minutes: number
  readonly seed?: number | undefined
  readonly runs?: number | undefined
}

async function main(options: SimulationOptions): Promise<void> {
  const { minutes, seed = Math.trunc(Date.now() / 1_000), runs: maxRuns = Infinity } = options
  const began = performance.now()
  const elapsedMinutes = () => (performance.now() - began) / 60_000
  let reported = 0
  console.log(`From seed ${seed}. A step is a scheduled event: a call that arrives, its answer, a message, a timer.`)
  const { ends, failure, ...figures } = await simulate(seed, ({ runs, steps }) => {
    if (elapsedMinutes() >= reported + 1) {
      reported += 1
      console.log(
        `${reported} min: ${runs} runs, ${Math.round(steps / elapsedMinutes()).toLocaleString('en')} steps a minute`,
      )
    }
    return runs < maxRuns && elapsedMinutes() < minutes
  })
  console.table({ ...figures, stepsAMinute: Math.round(figures.steps / elapsedMinutes()) })
  console.table(Object.fromEntries([...ends].sort(([, a], [, b]) => b - a)))
  if (figures.runs === 0) console.log('No run came to its end: nothing is shown.')
  else console.log(failure ? await failureReport(failure.plan) : 'Every invariant holds.')
  process.exitCode = failure === undefined && figures.runs > 0 ? 0 : 1
}

await command.parseAsync()
