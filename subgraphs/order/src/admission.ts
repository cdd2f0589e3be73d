/** Whether another order is taken on. Where the saga is far behind, it is refused at once, rather than left to wait with the others. */
import { serviceUnavailable } from '@shop/platform/errors.ts'
import { Counter, Gauge, type Registry } from 'prom-client'

export type Admission = {
  /** How far the saga is behind; messages. */
  readonly backlog: () => number
  /** From how much on orders are refused. */
  readonly maxBacklog: number
  /** For how long nothing could be published; milliseconds. */
  readonly failingForMs: () => number
  /** From how long on orders are refused. */
  readonly maxFailingMs: number
  readonly registry: Registry
}

/** Waiting this long lets the saga come back from twice its bound to the bound. */
const secondsPerBound = 5
const maxWait = 60

/** Answers the gate: it throws SERVICE_UNAVAILABLE with `retryAfter`, which grows with what there is to do. */
export function admission({ backlog, maxBacklog, failingForMs, maxFailingMs, registry }: Admission): () => void {
  const registers = [registry]
  const refused = new Counter({
    name: 'shop_orders_refused_total',
    help: 'Orders refused for the backlog, or since nothing can be published',
    registers,
  })
  new Gauge({
    name: 'shop_backlog_messages',
    help: 'Messages that wait for the service that is most behind',
    registers,
    collect() {
      this.set(backlog())
    },
  })
  return () => {
    if (failingForMs() >= maxFailingMs) {
      refused.inc()
      throw serviceUnavailable('Orders are not carried out at the moment; try again later.', secondsPerBound)
    }
    const waiting = backlog()
    if (waiting < maxBacklog) return
    refused.inc()
    const retryAfter = Math.min(
      maxWait,
      Math.max(1, Math.ceil((secondsPerBound * (waiting - maxBacklog)) / maxBacklog)),
    )
    throw serviceUnavailable('The shop has more orders than it can handle; try again later.', retryAfter)
  }
}
