import { isOutage } from '@shop/events/outage.ts'
import { run } from '@shop/platform/run.ts'
import { mypage } from './service.ts'
await run(mypage, isOutage)
