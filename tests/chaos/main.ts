/** `npm run chaos`. Exit code 1 where anything is lost, doubled or broken. */
import { CommandOptions } from '@shop/dev/commandOptions.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { chaos } from './chaos.ts'

const usage = `Usage: npm run chaos [-- OPTIONS]

Kills and pauses parts of a shop of its own under load, then prints whether every invariant holds.

  --minutes 10    how long
  --every 2s      between two accidents
  --rate 20       orders a second
  --replicas 1    of every service
  --seed N        the same accidents and buyers again
  --help          this text`

await runMain(async () => {
  const seedByDefault = String(Math.trunc(Date.now() / 1_000))
  const options = new CommandOptions(usage, {
    minutes: '10',
    every: '2s',
    rate: '20',
    replicas: '1',
    seed: seedByDefault,
  })
  if (options.help !== undefined) return console.log(options.help)
  const [minutes, seconds] = [options.positive('minutes'), options.positive('every', 's')]
  const [perSecond, replicas, seed] = [options.positive('rate'), options.whole('replicas'), options.positive('seed')]
  console.log(`${perSecond} orders a second for ${minutes} min, an accident every ${seconds} s, seed ${seed}`)
  const extent = { durationMs: minutes * 60_000, everyMs: seconds * 1_000, perSecond }
  const report = await chaos({ ...extent, seed, replicas })
  const { accidents, broken, ...figures } = report
  console.table(figures)
  console.table(accidents)
  for (const line of broken) console.log(line)
  const bad = broken.length > 0 || report.lost > 0 || report.doubled > 0 || report.terminal < report.accepted
  console.log(bad ? 'Something broke.' : 'Every invariant holds.')
  process.exitCode = bad ? 1 : 0
})
