import './garbage-collection.ts'
import { run } from '@shop/platform/run.ts'
import { routerSettings } from './config.ts'
import { startRouter } from './router.ts'

await run({
  name: 'router',
  settings: routerSettings,
  start: async (runtime) => (await startRouter(runtime)).url,
  keepsServing: true,
})
