import { type Envelope, contract } from '@shop/contract/catalog.ts'
import type { LogEntry } from '@shop/events/outbox/mongo-log.ts'
import type { PointEntryKind } from './generated/graphql.ts'

export type PointEntryOrder = { readonly id: string }
export type PointEntrySource = {
  readonly id: string
  readonly at: string
  readonly kind: PointEntryKind
  readonly amount: number // points, signed
  readonly balance: number // after it
  readonly order: PointEntryOrder | null
}

/** An entry of the account's log as its owner reads it. Throws where the log holds something else. */
export function pointEntryOf({ _id, event }: LogEntry): PointEntrySource {
  const parsed = contract.parse(event)
  if (parsed.kind !== 'ok')
    throw new Error(`the log holds at ${_id} what the contract does not know: ${parsed.problem}`)
  return entryOf(parsed.envelope)
}

function entryOf({ id, occurredAt: at, orderId, type, data }: Envelope): PointEntrySource {
  const kind = KINDS.get(type)
  if (!kind || !('amount' in data) || !('points' in data)) throw new Error(`${type} changes no balance`)
  const amount = kind === 'CHARGED' ? -data.amount : data.amount
  return { id, at, kind, amount, balance: data.points, order: orderId === undefined ? null : { id: orderId } }
}

const KINDS: ReadonlyMap<string, PointEntryKind> = new Map([
  ['PointsAdded', 'ADDED'],
  ['PaymentApproved', 'CHARGED'],
  ['PaymentRefunded', 'REFUNDED'],
])
