/** `npm run storefront`: the storefront from its sources, with each change at once, in front of the shop that runs. */
import { commandLine } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { readDevSettings } from './settings.ts'
import { startStorefrontServer } from './storefront-server.ts'
import { StopSignals } from './stop-signals.ts'
import { readProcesses } from './supervisor/process-file.ts'

async function main(): Promise<void> {
  const { DATA_DIR } = readDevSettings()
  const shop = (await readProcesses(DATA_DIR))?.['router']?.url
  if (shop === undefined) throw new Obstacle(`No shop runs on ${DATA_DIR}. Start one with npm start.`)
  const signals = new StopSignals(() => process.exit(1))
  const vite = await startStorefrontServer({ shop, print: console.log })
  await Promise.race([signals.wait(), vite.exited])
  if (vite.running) await vite.stop(5_000)
}

await commandLine({
  script: 'storefront',
  does: 'Serves the storefront from its sources, with each change at once, in front of the shop that runs on DATA_DIR.',
  examples: { '': 'beside npm start, until Ctrl-C' },
})
  .action(() => runMain(main))
  .parseAsync()
process.exit()
