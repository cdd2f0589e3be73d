/** NATS and MongoDB as the services see them. */
import { type Dashboard, quantile, rate, rateOrNone } from './panel.ts'
import { dependencies } from './shared.ts'

export const engines: Dashboard = {
  name: 'nats-and-mongodb',
  title: 'Shop: NATS and MongoDB',
  panels: [
    dependencies,
    {
      title: 'Messages in streams',
      description:
        'Messages that the streams of NATS hold: events for EVENTS_MAX_AGE or seven days, dead letters until they are dealt with.',
      unit: 'short',
      shows: { '{{stream}}': 'max by (stream) (shop_stream_messages)' },
    },
    {
      title: 'Size of streams',
      description: 'What the streams take on the disk of each server that has a copy: a full disk stops the saga.',
      unit: 'bytes',
      shows: { '{{stream}}': 'max by (stream) (shop_stream_bytes)' },
    },
    {
      title: 'Publishing and logging, p99',
      description: 'From an event that is decided to when the stream and the log have it, all but one in a hundred.',
      unit: 's',
      shows: { '{{service}}': quantile(0.99, 'shop_relay_seconds', 'service') },
    },
    {
      title: 'Failed relays',
      description:
        'Tries to publish, log or acknowledge events that failed, a second: NATS or MongoDB is away, or refuses.',
      unit: 'ops',
      shows: { failed: rateOrNone('shop_relay_failures_total') },
    },
    {
      title: 'Writing, p99',
      description:
        'How long MongoDB takes for a bulk of guarded writes, all but one in a hundred: what makes the saga slow is seen here first.',
      unit: 's',
      shows: { '{{service}}': quantile(0.99, 'shop_write_seconds', 'service') },
    },
    {
      title: 'Aggregates in a write',
      description: 'How many aggregates a bulk carries on average: it grows with the load, and that is well.',
      unit: 'short',
      shows: {
        '{{service}}': `${rate('shop_write_batch_sum', 'service')} / ${rate('shop_write_batch_count', 'service')}`,
      },
    },
    {
      title: 'Conflicts and failed writes',
      description: 'Bulks a second that were decided again since a replica wrote first, and those that failed.',
      unit: 'ops',
      shows: {
        '{{service}} conflicts': rate('shop_write_conflicts_total', 'service'),
        '{{service}} failures': rate('shop_write_failures_total', 'service'),
      },
    },
    {
      title: 'Aggregates with full outboxes',
      description:
        'Aggregates with events that may not be published yet; with NATS away it grows, and shrinks when it is back.',
      unit: 'short',
      shows: { '{{service}}': 'max by (service) (shop_outbox_aggregates)' },
    },
  ],
}
