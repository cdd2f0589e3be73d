import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { operations } from './service.ts'
await run(operations, isOutage)
