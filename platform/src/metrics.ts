import { collectDefaultMetrics, Registry } from 'prom-client'

/**
 * The process's Prometheus metrics, each with the service's name. One registry a service, so that tests can run several.
 *
 * @example
 * const registry = createMetrics('billing')
 * new Counter({ name: 'bills_total', help: 'Bills that were sent', registers: [registry] }).inc()
 */
export function createMetrics(service: string): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  return registry
}
