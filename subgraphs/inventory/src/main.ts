import { run } from '@shop/platform/run.ts'
import { inventory } from './service.ts'
await run(inventory)
