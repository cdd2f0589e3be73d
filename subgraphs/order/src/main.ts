import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { order } from './service.ts'
await run(order, isOutage)
