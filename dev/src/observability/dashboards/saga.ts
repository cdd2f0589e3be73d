/** The saga: how fast, how far behind, and whether it is sound. */
import { type Dashboard, quantile, rate, rateOrNone } from './panel.ts'
import { deadLetters, outboxes } from './shared.ts'

export const saga: Dashboard = {
  name: 'saga',
  title: 'Shop: saga',
  panels: [
    {
      title: 'Events stored',
      description: 'Events decided and stored a second, by type: the saga as it goes.',
      unit: 'ops',
      shows: { '{{type}}': rate('shop_events_total', 'type') },
    },
    {
      title: 'Ways, p99',
      description:
        'How long whole ways take, all but one in a hundred: to the delivery, to the refusal, and back after a cancellation.',
      unit: 's',
      shows: { '{{way}}': quantile(0.99, 'shop_saga_seconds', 'way') },
    },
    {
      title: 'Steps, p99',
      description: 'How long after the step before it each step happened: the slowest one is where to look.',
      unit: 's',
      shows: { '{{step}}': quantile(0.99, 'shop_saga_step_seconds', 'step') },
    },
    {
      title: 'Consumer lag',
      description:
        'Messages that wait for each service, and those that it has in hand: what only grows is a service that cannot keep up.',
      unit: 'short',
      shows: {
        '{{service}} waiting': 'max by (service) (shop_consumer_lag)',
        '{{service}} in hand': 'max by (service) (shop_consumer_unacknowledged)',
      },
    },
    {
      title: 'Backlog and refusals',
      description:
        'Messages that wait for the service that is most behind, and orders refused for that a second: from MOST_BACKLOG on no more are taken.',
      unit: 'short',
      shows: { backlog: 'max(shop_backlog_messages)', 'refused a second': rateOrNone('shop_orders_refused_total') },
    },
    {
      title: 'Messages handled',
      description: 'Messages that each service has handled a second.',
      unit: 'ops',
      shows: { '{{service}}': rate('shop_messages_total', 'service') },
    },
    {
      title: 'Handling a message, p99',
      description:
        'From a message that is received to its acknowledgement; a deferrable one is delayed for up to a second on purpose.',
      unit: 's',
      shows: { '{{service}}': quantile(0.99, 'shop_message_seconds', 'service') },
    },
    {
      title: 'Failed tries',
      description: 'Tries to handle a message that failed, a second: after the last one it is among the dead letters.',
      unit: 'ops',
      shows: { '{{service}}': rate('shop_message_failures_total', 'service') },
    },
    outboxes,
    deadLetters,
    {
      title: 'Broken invariants',
      description:
        'Aggregates that contradict themselves or their log, by invariant: anything but 0 is a fault to be looked into at once.',
      unit: 'short',
      shows: { '{{service}} {{invariant}}': 'max by (service, invariant) (shop_audit_broken)' },
    },
    {
      title: 'Unaccounted points and units',
      description:
        'What was added less what is free and in orders: 0 at rest; while orders come, sums of different moments differ a little.',
      unit: 'short',
      shows: Object.fromEntries(
        ['points', 'units'].map((what) => [
          what,
          ['added', 'free', 'in_orders'].map((of) => `max(shop_audit_sum{what="${what}_${of}"})`).join(' - '),
        ]),
      ),
    },
    {
      title: 'Pages behind',
      description:
        'Documents of mypage that have not seen all that the logs say: what is on its way, so it comes and goes.',
      unit: 'short',
      shows: { behind: 'max(shop_audit_sum{service="mypage",what="behind"})' },
    },
    {
      title: 'Refused by the log',
      description:
        'Events that a log refused in the last quarter of an hour, since documents and log contradict each other: must be 0.',
      unit: 'short',
      shows: { '{{service}}': 'sum by (service) (increase(shop_log_alarms_total[15m]))' },
    },
  ],
}
