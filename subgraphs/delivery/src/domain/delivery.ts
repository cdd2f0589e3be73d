/** The delivery of one order: what may happen to it, and what it then is. Its id is the order's. */
import type { Canceller, DeliveryStatus } from '@shop/contract/values.ts'
import type { Refusal } from '@shop/events/decider.ts'

export type Delivery = {
  readonly orderId: string
  /** Null until the first event of the order came. */
  readonly order: OrderRef | null
  /** Null until OrderPlaced came; that may be after the payment. */
  readonly address: string | null
  readonly progress: DeliveryProgress
  readonly operations: Readonly<Record<string, DeliveryOperation>>
}

export type OrderRef = { readonly userId: string; readonly productId: string; readonly quantity: number }

export type DeliveryProgress =
  | { readonly phase: 'awaited' }
  /** A tombstone: the cancellation came before the payment. */
  | { readonly phase: 'withdrawn' }
  /** The order closed without a delivery. */
  | { readonly phase: 'ruledOut' }
  | { readonly phase: 'prepared'; readonly status: DeliveryStatus; readonly history: readonly DeliveryStep[] }

export type DeliveryStep = { readonly status: DeliveryStatus; readonly at: string }

/** By operation: the name of the order's event; a cancellation's request id; an advance's own id. */
export type DeliveryOperation = {
  readonly step: 'requested' | 'prepared' | 'advanced' | 'cancelled' | 'refused' | 'ruledOut'
}

/** What a reader may see. There is nothing to see before the delivery is prepared and its address is known. */
export type ShownDelivery = OrderRef & {
  readonly orderId: string
  readonly address: string
  readonly status: DeliveryStatus
  readonly history: readonly DeliveryStep[]
}

export function shown({ orderId, order, address, progress }: Delivery): ShownDelivery | null {
  if (progress.phase !== 'prepared' || order === null || address === null) return null
  return { orderId, ...order, address, status: progress.status, history: progress.history }
}

export type DeliveryCommand =
  | ({ readonly type: 'NoteOrder'; readonly operation: string; readonly address: string } & OrderRef)
  | ({ readonly type: 'PrepareDelivery'; readonly operation: string } & OrderRef)
  | ({ readonly type: 'CancelDelivery'; readonly operation: string; readonly by: Canceller } & OrderRef)
  | ({ readonly type: 'RuleOut'; readonly operation: string } & OrderRef)
  /** To the next status where `to` is not given. */
  | { readonly type: 'AdvanceDelivery'; readonly operation: string; readonly to: DeliveryStatus | undefined }

/** Only an advance is ever refused. */
export type DeliveryRefusal = Refusal<'NOT_FOUND' | 'DELIVERY_NOT_ADVANCEABLE'>
