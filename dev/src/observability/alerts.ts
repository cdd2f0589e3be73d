/** The alerts and their expressions. Every alert has its section in docs/runbooks.md. */
import { type Budget, failedShare } from './recording.ts'
import { services } from '../shop/topology.ts'

export type AlertCondition = { readonly value: string; readonly is: '>' | '<'; readonly than: number }

/** Series of a test, as promtool has them: a value a minute ("1x60", "0+5x60"). */
export type TestSeries = Readonly<Record<string, string>>

export type Alert = {
  readonly name: string
  /** All of them hold. */
  readonly when: readonly AlertCondition[]
  readonly forMinutes: number
  /** critical: users are waiting, or data is lost; warning: it will come to that. */
  readonly severity: 'critical' | 'warning'
  readonly summary: string
  readonly description: string
  /** For its test: when it fires, with which labels, and what is near to that and does not fire. */
  readonly fires: { readonly series: TestSeries; readonly labels: TestSeries }
  readonly quiet: TestSeries
}

/** The share of requests that may fail. */
const objective = 0.001
const services_ = services.join('|')

/** https://sre.google/workbook/alerting-on-slos/, "multiwindow, multi-burn-rate alerts". */
function budgetAlerts(budget: Budget, name: string, what: string, metric: string): readonly Alert[] {
  const ok = `${metric.slice(0, -1)},outcome="ok"}`
  const failing = `${metric.slice(0, -1)},outcome="failed"}`
  const burning = (rate: number, long: '1h' | '6h', short: '5m' | '30m'): readonly AlertCondition[] =>
    [long, short].map((window) => ({ value: failedShare(budget, window), is: '>', than: rate * objective }))
  const common = { fires: { series: { [ok]: '0+90x480', [failing]: '0+10x480' }, labels: {} } }
  return [
    {
      name: `${name}BudgetBurnsFast`,
      when: burning(14.4, '1h', '5m'),
      forMinutes: 2,
      severity: 'critical',
      summary: `More than 1.4 % of ${what} fail: the error budget of a month is gone in two days`,
      description: `Over the last hour and the last five minutes the share of ${what} that fail by the shop's own fault is 14.4 times what its objective of 99.9 % allows.`,
      ...common,
      quiet: { [ok]: '0+990x480', [failing]: '0+10x240 2400x240' },
    },
    {
      name: `${name}BudgetBurnsSlowly`,
      when: burning(6, '6h', '30m'),
      forMinutes: 15,
      severity: 'warning',
      summary: `More than 0.6 % of ${what} fail: the error budget of a month is gone in five days`,
      description: `Over the last six hours and the last half hour the share of ${what} that fail by the shop's own fault is 6 times what its objective of 99.9 % allows.`,
      ...common,
      quiet: { [ok]: '0+998x480', [failing]: '0+2x480' },
    },
  ]
}

export const alerts: readonly Alert[] = [
  {
    name: 'ServiceDown',
    when: [{ value: `max by (job) (up{job=~"${services_}"})`, is: '<', than: 1 }],
    forMinutes: 1,
    severity: 'critical',
    summary: 'No replica of {{ $labels.job }} answers',
    description:
      'Prometheus reaches no replica of the service. Orders wait at its step, and its fields are missing from answers.',
    fires: {
      series: { 'up{job="pay",instance="a"}': '0x30', 'up{job="pay",instance="b"}': '0x30' },
      labels: { job: 'pay' },
    },
    quiet: { 'up{job="pay",instance="a"}': '0x30', 'up{job="pay",instance="b"}': '1x30', 'up{job="other"}': '0x30' },
  },
  {
    name: 'PartAway',
    when: [{ value: 'min by (service, part) (part_up)', is: '<', than: 1 }],
    forMinutes: 2,
    severity: 'warning',
    summary: '{{ $labels.service }} does not get an answer from {{ $labels.part }}',
    description:
      'A replica of the service has had no answer from what it needs (MongoDB, NATS; of the router: a subgraph) for two minutes.',
    fires: {
      series: {
        'part_up{service="order",part="nats",instance="a"}': '0x30',
        'part_up{service="order",part="nats",instance="b"}': '1x30',
      },
      labels: { service: 'order', part: 'nats' },
    },
    quiet: { 'part_up{service="order",part="nats"}': '1 0 1x28' },
  },
  {
    name: 'SagaStuck',
    when: [{ value: 'max(shop_sagas_stuck)', is: '>', than: 0 }],
    forMinutes: 1,
    severity: 'critical',
    summary: 'Orders do not get on',
    description: 'Orders that wait for a step have received no event for longer than SAGA_DEADLINE_MS.',
    fires: { series: { 'shop_sagas_stuck{service="order"}': '2x30' }, labels: {} },
    quiet: { 'shop_sagas_stuck{service="order"}': '0x30', 'shop_sagas_waiting{service="order"}': '900x30' },
  },
  {
    name: 'DeadLetters',
    when: [{ value: 'max by (service, kind) (shop_dead_letters{kind=~"failed|malformed"})', is: '>', than: 0 }],
    forMinutes: 0,
    severity: 'warning',
    summary: '{{ $labels.service }} could not handle messages: they are among the dead letters as {{ $labels.kind }}',
    description: 'An order may wait for the command of such a message, until it is replayed or dropped.',
    fires: {
      series: { 'shop_dead_letters{service="pay",kind="failed"}': '0x5 1x30' },
      labels: { service: 'pay', kind: 'failed' },
    },
    quiet: {
      'shop_dead_letters{service="pay",kind="parked"}': '3x30',
      'shop_dead_letters{service="pay",kind="failed"}': '0x30',
    },
  },
  {
    name: 'OutboxOld',
    when: [{ value: 'max by (service) (shop_outbox_age_seconds)', is: '>', than: 60 }],
    forMinutes: 1,
    severity: 'critical',
    summary: 'Events of {{ $labels.service }} have not been published for more than a minute',
    description:
      'What the service has decided is stored, but not published: its relay, its log or NATS does not take it.',
    fires: { series: { 'shop_outbox_age_seconds{service="order"}': '0+60x30' }, labels: { service: 'order' } },
    quiet: { 'shop_outbox_age_seconds{service="order"}': '2x30' },
  },
  {
    name: 'ConsumerLag',
    when: [{ value: 'max by (service) (shop_consumer_lag)', is: '>', than: 1_000 }],
    forMinutes: 5,
    severity: 'warning',
    summary: '{{ $labels.service }} is more than 1,000 messages behind',
    description: 'More comes than the service handles. At MOST_BACKLOG (5,000) the shop takes no more orders.',
    fires: { series: { 'shop_consumer_lag{service="pay"}': '0+200x30' }, labels: { service: 'pay' } },
    quiet: { 'shop_consumer_lag{service="pay"}': '5000x2 0x28' },
  },
  {
    name: 'InvariantBroken',
    when: [{ value: 'max by (service, invariant) (shop_audit_broken)', is: '>', than: 0 }],
    forMinutes: 0,
    severity: 'critical',
    summary: 'Aggregates of {{ $labels.service }} break the invariant {{ $labels.invariant }}',
    description:
      'The audit has found documents that contradict themselves, or the log: points, units or history are not what they should be.',
    fires: {
      series: { 'shop_audit_broken{service="pay",invariant="points"}': '0x5 1x30' },
      labels: { service: 'pay', invariant: 'points' },
    },
    quiet: { 'shop_audit_broken{service="pay",invariant="points"}': '0x30' },
  },
  ...(['points', 'units'] as const).map((what): Alert => {
    const name = what === 'points' ? 'Points' : 'Units'
    const term = (of: string): string => `max(shop_audit_sum{what="${what}_${of}"})`
    const series = (of: string, service: string): string => `shop_audit_sum{service="${service}",what="${what}_${of}"}`
    const owner = what === 'points' ? 'pay' : 'inventory'
    const at = (added: string): TestSeries => ({
      [series('added', owner)]: added,
      [series('free', owner)]: '600x30',
      [series('in_orders', 'order')]: '400x30',
      'shop_sagas_waiting{service="order"}': '0x30',
    })
    return {
      name: `${name}Unaccounted`,
      when: [
        { value: `abs(${term('added')} - ${term('free')} - ${term('in_orders')})`, is: '>', than: 0 },
        { value: 'max(shop_sagas_waiting)', is: '<', than: 1 },
      ],
      forMinutes: 10,
      severity: 'critical',
      summary: `At rest, ${what} are missing or too many`,
      description: `No order is under way, and yet the ${what} that were added are not those that are free and in orders together.`,
      fires: { series: at('1001x30'), labels: {} },
      quiet: at('1001x5 1000x25'),
    }
  }),
  {
    name: 'LogRefuses',
    when: [{ value: 'sum by (service) (increase(shop_log_alarms_total[15m]))', is: '>', than: 0 }],
    forMinutes: 0,
    severity: 'critical',
    summary: 'The log of {{ $labels.service }} refuses what its documents say',
    description:
      'Documents and log contradict each other, as after a restore of one without the other. Nothing more is written to these aggregates.',
    fires: { series: { 'shop_log_alarms_total{service="order"}': '0x25 3x5' }, labels: { service: 'order' } },
    quiet: { 'shop_log_alarms_total{service="order"}': '3x30' },
  },
  ...budgetAlerts(
    'place_order',
    'PlaceOrder',
    'orders placed',
    'router_root_fields_total{kind="mutation",field="placeOrder"}',
  ),
  ...budgetAlerts('query', 'Query', 'queries', 'router_requests_total{kind="query"}'),
  {
    name: 'RouterSaturated',
    when: [
      { value: 'max by (instance) (router_requests_in_flight / router_requests_in_flight_limit)', is: '>', than: 0.8 },
    ],
    forMinutes: 2,
    severity: 'warning',
    summary: 'The router {{ $labels.instance }} answers more than 80 % of the requests that it takes at once',
    description: 'Beyond LIMIT_CONCURRENT it refuses at once, with SERVICE_UNAVAILABLE.',
    fires: {
      series: {
        'router_requests_in_flight{service="router",instance="a"}': '900x30',
        'router_requests_in_flight_limit{service="router",instance="a"}': '1000x30',
      },
      labels: { instance: 'a' },
    },
    quiet: {
      'router_requests_in_flight{service="router",instance="a"}': '700x30',
      'router_requests_in_flight_limit{service="router",instance="a"}': '1000x30',
    },
  },
  {
    name: 'EventLoopBlocked',
    when: [{ value: 'max by (service) (nodejs_eventloop_lag_p99_seconds)', is: '>', than: 0.5 }],
    forMinutes: 5,
    severity: 'warning',
    summary: 'A process of {{ $labels.service }} keeps everybody waiting for half a second at a time',
    description: 'It has more to do than one core gives, or something blocks its event loop.',
    fires: {
      series: { 'nodejs_eventloop_lag_p99_seconds{service="router"}': '0.8x30' },
      labels: { service: 'router' },
    },
    quiet: { 'nodejs_eventloop_lag_p99_seconds{service="router"}': '0.02x30' },
  },
  {
    name: 'TokenKeysOld',
    when: [{ value: 'max by (service) (jwks_age_seconds)', is: '>', than: 3_600 }],
    forMinutes: 5,
    severity: 'warning',
    summary: "{{ $labels.service }} has not read the identity provider's keys for an hour",
    description:
      'Tokens are verified by the cached keys. One signed with a new key is refused, one with a withdrawn key is accepted.',
    fires: { series: { 'jwks_age_seconds{service="router"}': '0+60x120' }, labels: { service: 'router' } },
    quiet: { 'jwks_age_seconds{service="router"}': '300x120' },
  },
]
