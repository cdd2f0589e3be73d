import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { review } from './service.ts'
await run(review, isOutage)
