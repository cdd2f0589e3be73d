/** How long people waited, and how much of it no accident explains. */
import { MongoClient } from 'mongodb'
import type { Shop } from '@shop/dev/shop/shop.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'

/** In epoch milliseconds. */
export type WaitSpan = { readonly from: number; readonly to: number }

/** After it a part starts, whoever needs it looks for it again, and so does the buyer. */
const comesBackMs = 10_000

/** Of a wait: the milliseconds in which no accident was under way, nor anybody coming back from one. */
export function unexplainedMs({ from, to }: WaitSpan, accidents: readonly WaitSpan[]): number {
  let [at, unexplained] = [from, 0]
  for (const accident of accidents.toSorted((one, other) => one.from - other.from)) {
    unexplained += Math.max(0, Math.min(to, accident.from) - at)
    at = Math.max(at, Math.min(to, accident.to + comesBackMs))
  }
  return unexplained + Math.max(0, to - at)
}

/** Of every order, from when it was placed to when the saga had brought it forward or refused it. */
export async function sagaSpans({ mongoUri, database }: Pick<Shop, 'mongoUri' | 'database'>): Promise<WaitSpan[]> {
  const mongo = new MongoClient(mongoUri)
  try {
    const events = mongo.db(database).collection<{ readonly _id: string; readonly event: RawEnvelope }>('order_events')
    const types = { 'event.type': { $in: ['OrderPlaced', 'OrderStatusChanged'] } }
    const placed = new Map<string, number>()
    const spans = new Map<string, WaitSpan>()
    for await (const { event } of events.find(types).sort({ _id: 1 })) {
      const [id, at] = [event.aggregateId, Date.parse(event.occurredAt)]
      const from = placed.get(id)
      if (from === undefined) placed.set(id, at)
      else if (!spans.has(id)) spans.set(id, { from, to: at })
    }
    return [...spans.values()]
  } finally {
    await mongo.close()
  }
}
