import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { pay } from './service.ts'
await run(pay, isOutage)
