/** Where the time of orders goes: from each moment that is known of one to the next. */
import { distribution, type Distribution } from './percentiles.ts'

/** Epoch milliseconds. `decidedAt` in whole ones, as the event says. */
export type SagaEvent = {
  readonly orderId: string
  readonly type: string
  readonly decidedAt: number
  readonly storedAt: number
  readonly seenAt: number
}

export type StepTimes = {
  /** By the moments that it lies between. */
  readonly steps: Readonly<Record<string, Distribution & { readonly mean: number; readonly tailMean: number }>>
  /** The slowest hundredth, and when they were sent (ISO). */
  readonly slowest: readonly { readonly sentAt: string; readonly ms: number; readonly steps: Legs }[]
}
type Legs = Readonly<Record<string, number>>
type SentRequest = { readonly sentAt: number; readonly answeredAt: number }

/** The events of an order that goes well, as far as latency counts. */
export const wayOfAnOrder = ['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared']

export class Steps {
  readonly #requests = new Map<string, SentRequest>()
  readonly #events = new Map<string, SagaEvent>() // the first of its type

  answered(orderId: string, sentAt: number, answeredAt: number): void {
    this.#requests.set(orderId, { sentAt, answeredAt })
  }

  event(event: SagaEvent): void {
    const key = `${event.orderId}.${event.type}`
    if (!this.#events.has(key)) this.#events.set(key, event)
  }

  get times(): StepTimes {
    const orders = [...this.#requests].flatMap(([orderId, request]) => this.#order(orderId, request) ?? [])
    const slowest = orders.toSorted((a, b) => b.ms - a.ms).slice(0, Math.max(1, Math.ceil(orders.length / 100)))
    const names = Object.keys(orders[0]?.steps ?? {})
    const of = (name: string, some: readonly TimedOrder[]): number[] => some.map(({ steps }) => steps[name] ?? 0)
    const stepOf = (name: string) => {
      const all = of(name, orders)
      return { ...distribution(all), mean: mean(all), tailMean: mean(of(name, slowest)) }
    }
    return {
      steps: Object.fromEntries(names.map((name) => [name, stepOf(name)])),
      slowest: slowest.map(({ sentAt, ms, steps }) => ({ sentAt: new Date(sentAt).toISOString(), ms, steps })),
    }
  }

  /** Undefined where one of its events is missing. */
  #order(orderId: string, { sentAt, answeredAt }: SentRequest): TimedOrder | undefined {
    const steps: Record<string, number> = {}
    let [before, at] = ['sent', sentAt]
    const moment = (name: string, to: number): void => {
      steps[`${before} - ${name}`] = to - at
      before = name
      at = to
    }
    let placed: number | undefined
    for (const type of wayOfAnOrder) {
      const event = this.#events.get(`${orderId}.${type}`)
      if (!event) return undefined
      placed ??= event.decidedAt
      moment(`${type} decided`, event.decidedAt)
      moment(`${type} on the stream`, event.storedAt)
      if (type === wayOfAnOrder.at(-1)) moment('seen here', event.seenAt)
    }
    if (placed !== undefined) steps['(OrderPlaced decided - answered)'] = answeredAt - placed
    return { sentAt, ms: at - sentAt, steps }
  }
}

type TimedOrder = { readonly sentAt: number; readonly ms: number; readonly steps: Legs }

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
