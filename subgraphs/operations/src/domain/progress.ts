/** How far an order has come, and what it waits for: from the order's own events, in any order of arrival. */
import type { OrderStatus } from '@shop/contract/values.ts'

export type WaitingFor =
  | 'STOCK_RESERVATION'
  | 'PAYMENT'
  | 'DELIVERY_PREPARATION'
  | 'CARRIER'
  | 'STOCK_RELEASE'
  | 'DELIVERY_CANCELLATION'
  | 'REFUND'
  | 'STOCK_RETURN'

/** An order as one of its events has it. */
export type OrderChange = {
  readonly orderId: string
  readonly version: number
  readonly at: string // RFC 3339, UTC, milliseconds
  readonly status: OrderStatus
  readonly isReserved: boolean
  readonly payment: 'approved' | 'declined' | null
  readonly delivery: 'prepared' | 'delivered' | null
  /** The step that it notes. */
  readonly step: { readonly event: string; readonly at: string } | null
}

export type Progress = Omit<OrderChange, 'orderId' | 'step'> & {
  readonly isDeliveryCancelled: boolean
  readonly isRefunded: boolean
  readonly preparedAt: string | null
  readonly waitingFor: WaitingFor | null // null: for nothing, it is closed
  /** Since when it waits for a step of the saga; null: for none, or for the carrier, who takes what time it takes. */
  readonly sagaSince: string | null
}

/** The newest version wins; steps that were noted remain noted. The same object where there is nothing new. */
export function foldProgress(known: Progress | null, { orderId: _, step, ...change }: OrderChange): Progress {
  const newest = known && known.version >= change.version ? known : change
  const isDeliveryCancelled = step?.event === 'DeliveryCancelled' || (known?.isDeliveryCancelled ?? false)
  const isRefunded = step?.event === 'PaymentRefunded' || (known?.isRefunded ?? false)
  const preparedAt = step?.event === 'DeliveryPrepared' ? step.at : (known?.preparedAt ?? null)
  const noted = { isDeliveryCancelled, isRefunded, preparedAt }
  if (known && newest === known && isNoted(known, noted)) return known
  const { version, at, status, isReserved, payment, delivery } = newest
  const progress = { version, at, status, isReserved, payment, delivery, ...noted }
  const waitingFor = waitingForOf(progress)
  return { ...progress, waitingFor, sagaSince: waitingFor === null || waitingFor === 'CARRIER' ? null : at }
}

type Noted = Pick<Progress, 'isDeliveryCancelled' | 'isRefunded' | 'preparedAt'>

function isNoted(known: Noted, { isDeliveryCancelled, isRefunded, preparedAt }: Noted): boolean {
  return (
    known.isDeliveryCancelled === isDeliveryCancelled &&
    known.isRefunded === isRefunded &&
    known.preparedAt === preparedAt
  )
}

function waitingForOf(progress: Omit<Progress, 'waitingFor' | 'sagaSince'>): WaitingFor | null {
  const { status, isReserved, payment, delivery, isDeliveryCancelled, isRefunded } = progress
  switch (status) {
    case 'PENDING':
      if (payment === 'declined') return 'STOCK_RELEASE'
      if (!isReserved) return 'STOCK_RESERVATION'
      return payment === null ? 'PAYMENT' : 'DELIVERY_PREPARATION'
    case 'CONFIRMED':
      return delivery === null ? 'DELIVERY_PREPARATION' : 'CARRIER'
    case 'CANCELLING':
      if (isRefunded) return 'STOCK_RETURN'
      return isDeliveryCancelled ? 'REFUND' : 'DELIVERY_CANCELLATION'
    case 'COMPLETED':
    case 'REJECTED':
    case 'CANCELLED':
      return null
  }
}
