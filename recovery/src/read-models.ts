import type { ReadModel } from '@shop/events/projections/read-model.ts'
import { readModel as mypage } from '@shop/mypage/read-model.ts'
import { readModel as operations } from '@shop/operations/read-model.ts'

/** What is made of the services' histories, and so is built again after they were changed. */
export const readModels: readonly ReadModel[] = [mypage, operations]
