import type { DeliveryEvent } from '../../events.ts'
import type { DeliveryStatus } from '@shop/contract/values.ts'
import type { Decider } from '@shop/events/decider.ts'
import {
  type Delivery,
  type DeliveryCommand,
  type DeliveryOperation,
  type DeliveryProgress,
  type DeliveryRefusal,
  shown,
} from './delivery.ts'

export const delivery: Decider<Delivery, DeliveryCommand, DeliveryEvent, DeliveryRefusal> = {
  aggregate: 'delivery',
  initial: (orderId) => ({ orderId, order: null, address: null, progress: { phase: 'awaited' }, operations: {} }),
  decide,
  evolve,
}

/** No events: it was done before, or a cancellation was quicker. */
function decide(delivery: Delivery, command: DeliveryCommand): readonly DeliveryEvent[] | DeliveryRefusal {
  if (delivery.operations[command.operation]) return []
  switch (command.type) {
    case 'NoteOrder':
      return noteOrder(delivery, command)
    case 'PrepareDelivery':
      return prepareDelivery(delivery, command)
    case 'CancelDelivery':
      return cancelDelivery(delivery, command)
    case 'RuleOut':
      return ruleOut(delivery, command)
    case 'AdvanceDelivery':
      return advance(delivery, command)
  }
}

/** Where the payment came first, what is prepared may be shown from now on. */
function noteOrder(delivery: Delivery, command: DeliveryCommandOf<'NoteOrder'>): readonly DeliveryEvent[] {
  const { progress } = delivery
  const status = progress.phase === 'prepared' ? progress.status : null
  return [{ type: 'DeliveryRequested', ...ofOrder(delivery, command), status, address: command.address }]
}

function prepareDelivery(delivery: Delivery, command: DeliveryCommandOf<'PrepareDelivery'>): readonly DeliveryEvent[] {
  if (delivery.progress.phase !== 'awaited') return []
  return [{ type: 'DeliveryPrepared', ...ofOrder(delivery, command), status: shownAs(delivery, 'PREPARING') }]
}

/** Always answers: with a refusal where it is too late, else cancelled, be it only by a tombstone. */
function cancelDelivery(delivery: Delivery, command: DeliveryCommandOf<'CancelDelivery'>): readonly DeliveryEvent[] {
  const { progress } = delivery
  const request = { ...ofOrder(delivery, command), requestId: command.operation }
  if (progress.phase !== 'prepared') return [{ type: 'DeliveryCancelled', ...request, status: null, prepared: false }]
  if (isTooLate(progress.status, command)) {
    const status = shownAs(delivery, progress.status)
    return [{ type: 'CancellationRefused', ...request, status, reason: `The delivery is already ${progress.status}.` }]
  }
  return [{ type: 'DeliveryCancelled', ...request, status: shownAs(delivery, 'CANCELLED'), prepared: true }]
}

/** A person may stop it until it is out for delivery; a deadline, only what is not there. */
function isTooLate(status: DeliveryStatus, { by }: DeliveryCommandOf<'CancelDelivery'>): boolean {
  if (status === 'CANCELLED') return false
  return by === 'deadline' || status === 'OUT_FOR_DELIVERY' || status === 'DELIVERED'
}

function ruleOut(delivery: Delivery, command: DeliveryCommandOf<'RuleOut'>): readonly DeliveryEvent[] {
  if (delivery.progress.phase !== 'awaited') return []
  return [{ type: 'DeliveryRuledOut', ...ofOrder(delivery, command), status: null }]
}

/** The way of a parcel, one status after the other. */
const way = [
  'PREPARING',
  'SHIPPED',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
] as const satisfies readonly DeliveryStatus[]

/** Forward only; statuses on the way may be left out. To the present one: nothing changes. */
function advance(
  delivery: Delivery,
  { operation, to }: Extract<DeliveryCommand, { type: 'AdvanceDelivery' }>,
): readonly DeliveryEvent[] | DeliveryRefusal {
  const seen = shown(delivery)
  if (!seen) return { refused: 'NOT_FOUND', detail: delivery.orderId }
  const { status, orderId, userId, productId, quantity } = seen
  const here = way.findIndex((each) => each === status)
  const there = to === undefined ? here + 1 : way.findIndex((each) => each === to)
  const next = way[there]
  if (here < 0 || next === undefined || there < here) {
    const detail = `from ${status}${to === undefined ? '' : ` to ${to}`}`
    return { refused: 'DELIVERY_NOT_ADVANCEABLE', detail }
  }
  if (there === here || next === 'PREPARING') return []
  return [{ type: 'DeliveryAdvanced', orderId, userId, productId, quantity, operation, status: next }]
}

function ofOrder(
  { orderId }: Delivery,
  { userId, productId, quantity }: DeliveryCommandOf<Exclude<DeliveryCommand['type'], 'AdvanceDelivery'>>,
) {
  return { orderId, userId, productId, quantity }
}

/** Nothing is shown before the address is known. */
const shownAs = (delivery: Delivery, status: DeliveryStatus) => (delivery.address === null ? null : status)

type DeliveryCommandOf<Type extends DeliveryCommand['type']> = Extract<DeliveryCommand, { type: Type }>

function evolve(delivery: Delivery, event: DeliveryEvent, at: string): Delivery {
  const known = { ...delivery, order: { userId: event.userId, productId: event.productId, quantity: event.quantity } }
  switch (event.type) {
    case 'DeliveryRequested':
      return { ...done(known, 'OrderPlaced', 'requested'), address: event.address }
    case 'DeliveryPrepared':
      return { ...done(known, 'PaymentApproved', 'prepared'), progress: reach(delivery.progress, 'PREPARING', at) }
    case 'DeliveryAdvanced':
      return { ...done(known, event.operation, 'advanced'), progress: reach(delivery.progress, event.status, at) }
    case 'CancellationRefused':
      return done(known, event.requestId, 'refused')
    case 'DeliveryCancelled': {
      const progress: DeliveryProgress = event.prepared
        ? reach(delivery.progress, 'CANCELLED', at)
        : { phase: 'withdrawn' }
      return { ...done(known, event.requestId, 'cancelled'), progress }
    }
    case 'DeliveryRuledOut':
      return { ...done(known, 'OrderStatusChanged', 'ruledOut'), progress: { phase: 'ruledOut' } }
  }
}

function reach(progress: DeliveryProgress, status: DeliveryStatus, at: string): DeliveryProgress {
  const history = progress.phase === 'prepared' ? progress.history : []
  if (history.at(-1)?.status === status) return progress
  return { phase: 'prepared', status, history: [...history, { status, at }] }
}

function done(delivery: Delivery, operation: string, step: DeliveryOperation['step']): Delivery {
  return { ...delivery, operations: { ...delivery.operations, [operation]: { step } } }
}
