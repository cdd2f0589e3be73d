import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { inventory } from './service.ts'
await run(inventory, isOutage)
