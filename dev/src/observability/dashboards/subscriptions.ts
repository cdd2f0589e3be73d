/** Live streams. */
import { type Dashboard, rate } from './panel.ts'

export const subscriptions: Dashboard = {
  name: 'subscriptions',
  title: 'Shop: subscriptions',
  panels: [
    {
      title: 'Open subscriptions',
      description: 'Subscriptions of clients, and those at subgraphs that the router shares among them.',
      unit: 'short',
      shows: { '{{side}}': 'sum by (side) (router_subscriptions)' },
    },
    {
      title: 'Events',
      description:
        'What happens in subscriptions a second: events of subgraphs, reconnects, clients closed because they were too slow.',
      unit: 'ops',
      shows: { '{{type}}': rate('router_subscription_events_total', 'type') },
    },
    {
      title: 'Slow clients and reconnects',
      description:
        'How many clients were closed for being slow, and upstreams reconnected, in the last quarter of an hour.',
      unit: 'short',
      shows: {
        slow: 'sum(increase(router_subscription_events_total{type="slow"}[15m])) or vector(0)',
        reconnects: 'sum(increase(router_subscription_events_total{type="reconnect"}[15m])) or vector(0)',
      },
    },
    {
      title: 'WebSockets at subgraphs',
      description: "The router's connections for subscriptions at each subgraph: few carry many.",
      unit: 'short',
      shows: { '{{service}}': 'sum by (service) (graphql_websocket_clients)' },
    },
    {
      title: "Router's memory",
      description: 'Resident memory of each router: what subscribers cost stands in bench/README.md.',
      unit: 'bytes',
      shows: { '{{instance}}': 'max by (instance) (process_resident_memory_bytes{service="router"})' },
    },
    {
      title: 'Handles',
      description: 'Open sockets, timers and files of each process that Node knows of: what only grows leaks.',
      unit: 'short',
      shows: { '{{service}}': 'max by (service) (nodejs_active_handles_total)' },
    },
  ],
}
