/** `npm test`: every check and every test. `npm test -- PATTERN` runs the files whose path matches. */
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { runChecks, type Count } from '../check/run.ts'
import { mongoEngine } from '../engines/mongo.ts'
import { natsEngine } from '../engines/nats.ts'
import { prometheus } from '../engines/prometheus.ts'
import { runMain } from '../obstacle.ts'
import { Child } from '../process/child.ts'
import { progress } from '../progress.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { readDevSettings } from '../settings.ts'
import { runJest, stopJest } from './jest.ts'
import { planLines, suiteDurations } from './plan.ts'
import { suites } from './suites.ts'

async function main(filters: readonly string[]): Promise<void> {
  process.env.NODE_ENV = 'test'
  const began = performance.now()
  const entries = [
    { name: 'Checks', about: 'types, lint, unused code, imports between packages, generated files' },
    ...suites,
  ]
  for (const line of planLines(entries, { filters, last: suiteDurations.read() })) console.log(line)
  const folder = await mkdtemp(path.join(tmpdir(), 'shop-tests-'))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp(folder))
  const mongo = await startMongo(folder)
  const counts: Count[] = []
  const durations: Record<string, number> = {}
  const timed = async (name: string, run: () => Promise<Count>): Promise<void> => {
    console.log(`\n${name}`)
    const started = performance.now()
    counts.push(await run())
    durations[name] = (performance.now() - started) / 1000
  }
  try {
    if (filters.length === 0) await timed('Checks', () => runChecks(console.log))
    for (const suite of suites) await timed(suite.name, () => runJest(suite, filters, folder))
  } finally {
    await mongo.stop()
    await rm(folder, { recursive: true, force: true })
  }
  if (filters.length === 0) suiteDurations.keep(durations)
  printTotal(counts, performance.now() - began)
}

/** One MongoDB for all suites, each of which has a database of its own in it; and a NATS to be had, which each starts for itself. */
async function startMongo(dataDir: string): Promise<Supervisor> {
  const step = progress()
  const mongo = await mongoEngine({ uri: readDevSettings().MONGODB_URI, dataDir, durable: false, step })
  await natsEngine({ given: undefined, dataDir, step })
  const found = await prometheus(step)
  if ('missing' in found) console.log(`Left out: tests of alert rules and of dashboards' data, since ${found.missing}.`)
  const observer = { line: () => {}, news: console.log, started: () => Promise.resolve() }
  const supervisor = new Supervisor(mongo.processes, observer)
  await supervisor.start()
  process.env.MONGODB_URI = mongo.url
  return supervisor
}

/** An interrupted run leaves nothing behind. */
function giveUp(folder: string): never {
  stopJest()
  Child.killAll()
  rmSync(folder, { recursive: true, force: true })
  console.error('Interrupted.')
  process.exit(1)
}

function printTotal(counts: readonly Count[], tookMs: number): void {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  console.log(`\nThat took ${(tookMs / 60_000).toFixed(1)} minutes.`)
  if (passed + failed === 0) console.error('Not one test ran.')
  if (failed > 0 || passed === 0) process.exitCode = 1
  console.log(`${passed} passed, ${failed} failed`)
}

await commandLine({
  script: 'test',
  does: 'Runs every check and every test, on engines that it starts.',
  examples: {
    '': 'everything',
    'tests/component/order': 'the test files whose path matches',
    'order -t cancel': 'of those, the tests whose name matches',
  },
})
  .argument('[patterns...]', 'of paths')
  .option('-t <pattern>', 'of names')
  .action((patterns, { t }) => runMain(() => main([...patterns, ...(t === undefined ? [] : ['-t', t])])))
  .parseAsync()
process.exit()
