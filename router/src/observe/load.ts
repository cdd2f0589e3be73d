import { Gauge } from 'prom-client'
import type { Registry } from 'prom-client'

/** How near to its limit the router is. */
export function showLoad(registry: Registry, underWay: () => number, max: number): void {
  const registers = [registry]
  new Gauge({
    name: 'router_requests_in_flight',
    help: 'Requests that are being answered; streams do not count',
    registers,
    collect() {
      this.set(underWay())
    },
  })
  new Gauge({ name: 'router_requests_in_flight_limit', help: 'LIMIT_CONCURRENT', registers }).set(max)
}
