/** The shop at a glance. */
import { failedShare } from '../recording.ts'
import { type Dashboard, quantile, rate, rateOrNone } from './panel.ts'
import { deadLetters, outboxes, dependencies } from './shared.ts'

export const overview: Dashboard = {
  name: 'overview',
  title: 'Shop: overview',
  panels: [
    {
      title: 'Replicas that answer',
      description: 'How many replicas of each service Prometheus reaches: as many as are deployed.',
      unit: 'short',
      shows: { '{{job}}': 'sum by (job) (up)' },
    },
    dependencies,
    {
      title: 'Orders placed',
      description: 'Orders taken on a second, as the router answers them.',
      unit: 'ops',
      shows: { placed: rateOrNone('router_root_fields_total{kind="mutation",field="placeOrder",outcome="ok"}') },
    },
    {
      title: 'Share that fails',
      description:
        'The share of requests of the last five minutes that failed by no fault of the client: its objective is under 0.1 %.',
      unit: 'percentunit',
      shows: { placeOrder: failedShare('place_order', '5m'), queries: failedShare('query', '5m') },
    },
    {
      title: 'From order to delivery',
      description:
        'How long it takes from an order to its prepared delivery: half of the orders, and all but one in a hundred.',
      unit: 's',
      shows: {
        p50: quantile(0.5, 'shop_saga_seconds', '', 'way="to the delivery"'),
        p99: quantile(0.99, 'shop_saga_seconds', '', 'way="to the delivery"'),
      },
    },
    {
      title: 'Orders under way',
      description:
        'Orders that wait for a step of the saga, and those without an event for longer than its deadline: of the latter there must be none.',
      unit: 'short',
      shows: { waiting: 'max(shop_sagas_waiting)', stuck: 'max(shop_sagas_stuck)' },
    },
    outboxes,
    deadLetters,
    {
      title: 'CPU',
      description:
        'Cores that each service uses, all replicas together; a process of Node has no use for much more than one.',
      unit: 'short',
      shows: { '{{service}}': rate('process_cpu_seconds_total', 'service') },
    },
    {
      title: 'Memory',
      description: 'Resident memory of the largest replica of each service.',
      unit: 'bytes',
      shows: { '{{service}}': 'max by (service) (process_resident_memory_bytes)' },
    },
  ],
}
