/** An order: what its buyer requested, and what the saga has made of it, as far as the events have arrived. */
import type { SagaStep } from '../../events.ts'
import type {
  Canceller,
  DeliveryStatus,
  OrderStatus,
  PaymentRejection,
  Rejection,
  StockRejection,
} from '@shop/contract/values.ts'
import type { Refusal } from '@shop/events/decider.ts'

export type Order = NoOrder | PlacedOrder
export type NoOrder = { readonly exists: false; readonly id: string; readonly operations: OrderOperations }
export type PlacedOrder = View & {
  readonly exists: true
  readonly id: string
  readonly userId: string
  readonly productId: string
  readonly quantity: number
  readonly address: string
  readonly placedAt: string // RFC 3339, UTC, milliseconds
  readonly updatedAt: string
  /** The request that delivery has not refused; null: there is none. */
  readonly cancellation: { readonly requestId: string; readonly by: Canceller } | null
  readonly cancellationsRefused: number
  readonly timeline: readonly SagaStep[] // as noted
  readonly operations: OrderOperations
}

/** What noting a step may change. */
export type View = {
  readonly status: OrderStatus
  readonly unitPrice: number | null // points for one unit; null until stock is reserved
  readonly totalPrice: number | null
  readonly rejection: Rejection | null
  readonly cancellationRefused: string | null // why the last cancellation was refused
  readonly payment: 'approved' | 'declined' | null
  readonly delivery: 'prepared' | 'delivered' | null
}

/** By the order's own id, a cancellation's request id, or the name of the step that was noted. */
type OrderOperations = Readonly<Record<string, OrderOperation>>
export type OrderOperation = { readonly step: 'placed' | 'cancelling' | 'noted' }

/** What other services say about an order. */
export type Fact =
  | { readonly event: 'StockReserved'; readonly unitPrice: number; readonly totalPrice: number }
  | { readonly event: 'StockRejected'; readonly reason: StockRejection }
  | { readonly event: 'StockReleased'; readonly units: number; readonly reason: PaymentRejection }
  | { readonly event: 'StockRestored'; readonly units: number }
  | { readonly event: 'PaymentApproved'; readonly amount: number }
  | { readonly event: 'PaymentDeclined'; readonly reason: PaymentRejection }
  | { readonly event: 'PaymentRefunded'; readonly amount: number }
  | { readonly event: 'DeliveryPrepared' }
  | { readonly event: 'DeliveryAdvanced'; readonly status: DeliveryStatus }
  | { readonly event: 'DeliveryCancelled'; readonly prepared: boolean }
  | { readonly event: 'CancellationRefused'; readonly requestId: string; readonly reason: string }

export type OrderCommand =
  /** `operation` is the order's id. */
  | ({ readonly type: 'PlaceOrder'; readonly operation: string } & WantedOrder)
  /** By a person. `operation` is the request's id. */
  | { readonly type: 'CancelOrder'; readonly operation: string; readonly reason: string | null }
  /** By the deadline of the whole way. `operation` is the request's id. */
  | { readonly type: 'TimeOut'; readonly operation: string }
  /** By the deadline of a step: what the order said last is said again. */
  | { readonly type: 'Nudge'; readonly operation: string }
  /** `operation` is the step's name; `at` is when it happened, there. */
  | { readonly type: 'NoteStep'; readonly operation: string; readonly at: string; readonly fact: Fact }

export type WantedOrder = {
  readonly userId: string
  readonly productId: string
  readonly quantity: number
  readonly address: string
  readonly expectedUnitPrice: number | null // points for one unit; null: whatever it costs
}

/** Steps are never refused, except those of an order that was not placed. */
export type OrderRefusal = Refusal<'NOT_FOUND' | 'ORDER_NOT_CANCELLABLE'>

export const isClosed = (status: OrderStatus): boolean =>
  status === 'REJECTED' || status === 'CANCELLED' || status === 'COMPLETED'

/** Oldest first. Services' clocks may differ; of one moment, as noted. */
export function timeline(order: Pick<PlacedOrder, 'timeline'>): readonly SagaStep[] {
  return order.timeline.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
