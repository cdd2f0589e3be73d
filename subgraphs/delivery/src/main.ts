import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { delivery } from './service.ts'
await run(delivery, isOutage)
