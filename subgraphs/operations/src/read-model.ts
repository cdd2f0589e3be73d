/** Orders by what they wait for, folded from what they say of themselves. */
import { projection } from '@shop/events/projections/projection.ts'
import type { ReadModel } from '@shop/events/projections/projection.ts'
import { foldProgress, type OrderChange, type Progress } from './domain/progress.ts'
import { reactions } from './reactions.ts'

export const ORDERS = 'operations_orders'

export const orders = projection<Progress, OrderChange>({
  collection: ORDERS,
  indexes: [
    { name: 'waitingFor', key: { 'value.waitingFor': 1, 'value.at': 1 } },
    { name: 'sagaSince', key: { 'value.sagaSince': 1, _id: 1 } },
    { name: 'preparedAt', key: { 'value.preparedAt': 1 } },
  ],
  reactions,
  idOf: ({ orderId }) => orderId,
  fold: foldProgress,
  source: 'order',
  seen: ({ version }) => ({ order: version }),
})

/** It keeps steps that a newer event does not repeat; and it has no permission to read the histories. */
export const readModel: ReadModel = { name: 'operations', projections: [orders], isUnaudited: true }
