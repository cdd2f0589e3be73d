/** Whether another order is taken on. Where the saga is far behind, it is refused at once, rather than left to wait with the others. */
import { serviceUnavailable } from '@shop/platform/errors.ts'
import { Counter, Gauge, type Registry } from 'prom-client'

export type Admission = {
  /** How far the saga is behind; messages. */
  readonly backlog: () => number
  /** From how much on orders are refused. */
  readonly most: number
  readonly registry: Registry
}

/** Waiting this long lets the saga come back from twice its bound to the bound. */
const secondsPerBound = 5
const longestWait = 60

/** Answers the gate: it throws SERVICE_UNAVAILABLE with `retryAfter`, which grows with what there is to do. */
export function admission({ backlog, most, registry }: Admission): () => void {
  const registers = [registry]
  const refused = new Counter({ name: 'shop_orders_refused_total', help: 'Orders refused for the backlog', registers })
  new Gauge({
    name: 'shop_backlog_messages',
    help: 'Messages that wait for the service that is most behind',
    registers,
    collect() {
      this.set(backlog())
    },
  })
  return () => {
    const waiting = backlog()
    if (waiting < most) return
    refused.inc()
    const retryAfter = Math.min(longestWait, Math.max(1, Math.ceil((secondsPerBound * (waiting - most)) / most)))
    throw serviceUnavailable('The shop has more orders than it can handle; try again later.', retryAfter)
  }
}
