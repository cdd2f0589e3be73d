/** `npm run proof:observability`: the dashboards and alerts, checked on a running shop, with the `for` that alerts have as deployed. */
import { performance } from 'node:perf_hooks'
import { prometheus } from '@shop/dev/engines/prometheus.ts'
import { alerts } from '@shop/dev/observability/alerts.ts'
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { progress } from '@shop/dev/progress.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { expressions } from './expressions.ts'
import { ObservedShop } from './observed-shop.ts'
import { accidents, withoutData } from './proof.ts'

const settleMs = 120_000

async function prove(second: number): Promise<void> {
  const programs = await prometheus(progress())
  if ('missing' in programs) throw new Obstacle(`Nothing can be shown, since ${programs.missing}.`)
  const observed = await ObservedShop.start(programs, second)
  try {
    const missing = await withoutData(observed)
    console.log(`${expressions.size - missing.length} of ${expressions.size} expressions say something`)
    for (const where of missing) console.log(`  nothing: ${where}`)
    if (missing.length > 0) process.exitCode = 1
    for (const { name, alert, labels, happen, repair } of accidents) {
      const forMs = (alerts.find((each) => each.name === alert)?.forMinutes ?? 0) * 60_000 * second
      const began = performance.now()
      const took = () => `${((performance.now() - began) / 1_000).toFixed(0)} s`
      await happen(observed)
      await observed.alert(alert, labels, true, forMs + settleMs)
      console.log(`${name}: ${alert} fires after ${took()}`)
      if (!repair) continue
      await repair(observed)
      await observed.alert(alert, labels, false, settleMs)
      console.log(`  repaired: it ends after ${took()}`)
    }
  } finally {
    await observed.stop()
  }
}

const program = commandLine({
  script: 'proof:observability',
  does: 'Every expression of dashboards, rules and alerts against a real Prometheus that scrapes a shop; three alerts for real.',
  examples: {
    '': 'with the `for` of the alerts as deployed: about six minutes',
    '--quick': 'a minute of `for` is a second',
  },
})
  .option('--quick', 'a minute of `for` is a second')
  .action(({ quick }) => prove(quick ? 1 / 60 : 1))

await runMain(async () => void (await program.parseAsync()))
