import './garbage-collection.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { run } from '@shop/platform/run.ts'
import { routerSettings } from './config.ts'
import { startRouter } from './router.ts'

commandLine({
  script: 'router',
  does: 'Serves a supergraph. It takes no arguments: its settings are environment variables, listed in .env.example.',
  examples: { '': 'of the file that SUPERGRAPH names, at PORT' },
}).parse()

await run({
  name: 'router',
  settings: routerSettings,
  start: async (runtime) => (await startRouter(runtime)).url,
  keepsServing: true,
})
