/** `npm run chaos`. Exit code 1 where anything is lost, doubled or broken. */
import { runMain } from '@shop/dev/obstacle.ts'
import {
  commandLine,
  duration,
  InvalidArgumentError,
  positiveNumber,
  wholeNumber,
} from '@shop/platform/command-line.ts'
import { chaos } from './chaos.ts'

const command = commandLine({
  script: 'chaos',
  does: 'Kills and pauses processes of a shop of its own under load, then prints whether every invariant holds.',
  examples: {
    '': 'ten minutes, an accident every 2 s',
    '--minutes 30 --replicas 2': 'longer, and two of every service',
    '--nats-servers 3': 'on a cluster of NATS, whose servers are killed and paused too',
    '--seed 1764412345': 'the accidents and buyers of that run again',
  },
})
  .option('--minutes <n>', 'how long', positiveNumber, 10)
  .option('--every <time>', 'between two accidents', duration, 2_000)
  .option('--rate <n>', 'orders a second', positiveNumber, 20)
  .option('--replicas <n>', 'of every service', wholeNumber, 1)
  .option('--nats-servers <n>', '1, or 3: a cluster', (text) => oneOrThree(text), 1 as const)
  .option('--seed <n>', 'the same accidents and buyers again; else by the clock', wholeNumber)
  .action((options) => runMain(() => main(options)))

type ChaosCommandOptions = {
  readonly minutes: number
  readonly every: number
  readonly rate: number
  readonly replicas: number
  readonly natsServers: 1 | 3
  readonly seed?: number | undefined
}

async function main(options: ChaosCommandOptions): Promise<void> {
  const { minutes, every, rate: perSecond, replicas, natsServers, seed = Math.trunc(Date.now() / 1_000) } = options
  console.log(`${perSecond} orders a second for ${minutes} min, an accident every ${every / 1_000} s, seed ${seed}`)
  const extent = { durationMs: minutes * 60_000, everyMs: every, perSecond }
  const report = await chaos({ ...extent, seed, replicas, natsServers })
  const { accidents, broken, ...figures } = report
  console.table(figures)
  console.table(accidents)
  for (const line of broken) console.log(line)
  if (report.accepted === 0) console.log('Not one order was accepted: nothing is shown.')
  const bad =
    report.accepted === 0 ||
    broken.length > 0 ||
    report.lost > 0 ||
    report.doubled > 0 ||
    report.terminal < report.accepted
  console.log(bad ? 'Something broke.' : 'Every invariant holds.')
  process.exitCode = bad ? 1 : 0
}

function oneOrThree(text: string): 1 | 3 {
  if (text === '1') return 1
  if (text === '3') return 3
  throw new InvalidArgumentError('expected 1 or 3')
}

await command.parseAsync()
