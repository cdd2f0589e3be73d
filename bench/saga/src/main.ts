/** `npm run bench:saga`: orders through the whole saga, here and elsewhere. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runMain } from '@shop/dev/obstacle.ts'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { StopSignals } from '@shop/dev/stop-signals.ts'
import { machine } from './machine.ts'
import { readOptions, type BenchOptions } from './options.ts'
import { markdown } from './report/markdown.ts'
import { measure, measureCounts, measureGrowth, type SagaFigures } from './run.ts'
import { RunningSystem, say } from './systems/running.ts'
import { startRestate } from './systems/restate/restate.ts'
import type { PeerShape } from './systems/restate/services.ts'
import { startShop } from './systems/shop/shop.ts'
import type { System } from './systems/system.ts'

const results = path.join(projectRoot, 'bench', 'saga', 'results')
const connections = 256

async function main(options: BenchOptions): Promise<void> {
  await mkdir(results, { recursive: true })
  const where = await machine()
  const measured: SagaFigures[] = []
  for (const run of runs(options)) {
    const one = await run()
    if (one) measured.push(one)
    // After each, so that what was measured is there even if the next fails.
    const result = { machine: where, options, measured }
    await writeFile(path.join(results, `${where.at.replaceAll(':', '-')}.json`), `${JSON.stringify(result, null, 2)}\n`)
  }
  console.log(markdown(where, options, measured))
}

/** One after another, each with engines of its own: none works in another's time. */
function runs(options: BenchOptions): (() => Promise<SagaFigures> | undefined)[] {
  const { shop, oneProcess, peers, users, products, keys, profile, growth, count, steps } = options
  const size = { users, products }
  const profiles = { services: profile, folder: results }
  const ours = (): Promise<System> => startShop({ size, connections, oneProcess, keys, profiles, steps })
  const counted = (): Promise<System> => startShop({ size, connections, keys, counted: true })
  if (count) return [() => measureCounts(counted, options, say)]
  const theirs = (shape: PeerShape) => (): Promise<System> => startRestate({ size, connections, shape })
  return [
    ...(shop ? [() => measure(ours, options, say)] : []),
    ...peers.map((shape) => () => measure(theirs(shape), options, say)),
    ...(growth ? [() => measureGrowth(ours, options, growth, say)] : []),
  ]
}

const options = readOptions(process.argv.slice(2))
const signals = new StopSignals(() => {
  Child.killAll()
  process.exit(1)
})
const stopped = signals.wait().then(() => {
  say('Stopping (once more: at once) ...')
  process.exitCode = 130
})
await Promise.race([runMain(() => main(options)), stopped])
await RunningSystem.stopAll()
await Child.endAll()
process.exit()
