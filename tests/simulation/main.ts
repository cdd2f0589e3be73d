/** `npm run simulate`. Exit code 1 where anything goes wrong. */
import { CommandOptions } from '@shop/dev/commandOptions.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { simulate } from './campaign.ts'
import { story } from './story.ts'

const usage = `Usage: npm run simulate [-- OPTIONS]

The whole saga in memory, in virtual time: run after run, each from a seed of its own.

  --minutes 60    how long
  --seed N        of the first run; a run that failed prints its own
  --runs N        so many runs at most
  --help          this text`

await runMain(async () => {
  const seedByDefault = String(Math.trunc(Date.now() / 1_000))
  const options = new CommandOptions(usage, { minutes: '60', seed: seedByDefault, runs: 'Infinity' })
  if (options.help !== undefined) return console.log(options.help)
  const [minutes, seed, most] = [options.positive('minutes'), options.positive('seed'), options.positive('runs')]
  const began = performance.now()
  const minutesSince = () => (performance.now() - began) / 60_000
  let told = 0
  console.log(`From seed ${seed}. A step is a scheduled event: a call that arrives, its answer, a message, a timer.`)
  const { ends, failure, ...figures } = await simulate(seed, ({ runs, steps }) => {
    if (minutesSince() >= told + 1) {
      told += 1
      console.log(
        `${told} min: ${runs} runs, ${Math.round(steps / minutesSince()).toLocaleString('en')} steps a minute`,
      )
    }
    return runs < most && minutesSince() < minutes
  })
  console.table({ ...figures, stepsAMinute: Math.round(figures.steps / minutesSince()) })
  console.table(Object.fromEntries([...ends].sort(([, a], [, b]) => b - a)))
  console.log(failure ? await story(failure.plan) : 'Every invariant holds.')
  process.exitCode = failure === undefined ? 0 : 1
})
