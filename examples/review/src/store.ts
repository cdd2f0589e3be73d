/** Reviews as they are stored, for readers. Writes go through the aggregates. */
import { nativeCollection } from '@shop/events/native-collection.ts'
import { aggregates } from '../manifest.ts'
import type { OrderReview } from './domain/review.ts'

export type ReviewStore = ReturnType<typeof openStore>

export function openStore(connection: Parameters<typeof nativeCollection>[0]) {
  const stored = nativeCollection<{ readonly _id: string; readonly state: OrderReview }>(
    connection,
    aggregates.review.documents,
  )
  return {
    byIds: async (ids: readonly string[]): Promise<(OrderReview | null)[]> => {
      const rows = await stored.find({ _id: { $in: [...ids] } }, { projection: { state: 1 } }).toArray()
      const found = new Map(rows.map(({ _id, state }) => [_id, state]))
      return ids.map((id) => found.get(id) ?? null)
    },
  }
}
