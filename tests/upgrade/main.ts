/** `npm run proof:upgrade`. Exit code 1 where anything is lost, doubled or broken, or a subscription has a gap. */
import path from 'node:path'
import { runMain } from '@shop/dev/obstacle.ts'
import { commandLine, duration, positiveNumber, wholeNumber } from '@shop/platform/command-line.ts'
import { earlierRelease, installed } from './earlier-release.ts'
import { storeData } from './stored-data.ts'
import { upgrade } from './upgrade.ts'

const command = commandLine({
  script: 'proof:upgrade',
  does: 'Exchanges the replicas of an earlier release for this one, one at a time, under load: forth, back, and forth again.',
  examples: {
    '': 'from the newest release, a tag v*',
    '--from v1.2.0': 'from that tag, branch or commit',
    '--from v1.2.0 --store tests/upgrade/stored/v1.2.0':
      'no exchange: a dump of what that release stores, for the tests to keep',
  },
})
  .option('--from <ref>', 'the earlier release, out of the git history')
  .option('--rate <n>', 'orders a second', positiveNumber, 10)
  .option('--every <time>', 'between two exchanges', duration, 2_000)
  .option('--followers <n>', 'customers who follow an order and its delivery, at any time', wholeNumber, 20)
  .option('--store <folder>', 'in place of an upgrade: dumps what the earlier release stores')
  .option('--seed <n>', 'the same buyers again; else by the clock', wholeNumber)
  .action((options) => runMain(() => main(options)))

type UpgradeCommandOptions = {
  readonly from?: string | undefined
  readonly rate: number
  readonly every: number
  readonly followers: number
  readonly store?: string | undefined
  readonly seed?: number | undefined
}

async function main(options: UpgradeCommandOptions): Promise<void> {
  const { from, rate: perSecond, every: everyMs, followers, store, seed = Math.trunc(Date.now() / 1_000) } = options
  const release = await earlierRelease(from)
  console.log(`From ${release.title}`)
  const earlier = await installed(release)
  if (store !== undefined) return storeData(earlier, path.resolve(store))
  console.log(`${perSecond} orders a second, an exchange every ${everyMs / 1_000} s, seed ${seed}`)
  const onProgress = (line: string): void => console.log(line)
  const { broken, ...figures } = await upgrade({ earlier, perSecond, everyMs, followers, seed, onProgress }).catch(
    (error: unknown) => {
      console.error(error)
      process.exit(1) // clients that were under way would keep the process
    },
  )
  console.table(figures)
  for (const line of broken) console.log(line)
  if (figures.accepted === 0 || figures.updates === 0) console.log('No order, or no update: nothing is shown.')
  const { accepted, terminal, lost, doubled, updates } = figures
  const bad = broken.length > 0 || lost > 0 || doubled > 0 || terminal < accepted || accepted === 0 || updates === 0
  console.log(bad ? 'Something broke.' : 'Every invariant holds.')
  process.exitCode = bad ? 1 : 0
}

await command.parseAsync()
