/** The router: its requests, its answers, how full it is. */
import { type Dashboard, quantile, rate, rateOrNone } from './panel.ts'

export const router: Dashboard = {
  name: 'router',
  title: 'Shop: router',
  panels: [
    {
      title: 'Operations by outcome',
      description:
        'Operations a second: ok, with errors in the answer, failed by no fault of the client, or refused with a code.',
      unit: 'reqps',
      shows: { '{{kind}} {{outcome}}': rate('router_requests_total', 'kind, outcome') },
    },
    {
      title: 'Time to the answer',
      description: 'From a query or mutation to its answer: half of them, and all but one in a hundred.',
      unit: 's',
      shows: {
        '{{kind}} p50': quantile(0.5, 'router_request_seconds', 'kind'),
        '{{kind}} p99': quantile(0.99, 'router_request_seconds', 'kind'),
      },
    },
    {
      title: 'Requested fields',
      description: 'Fields of the root a second: what clients use the shop for.',
      unit: 'reqps',
      shows: { '{{kind}} {{field}}': rate('router_root_fields_total', 'kind, field') },
    },
    {
      title: 'Saturation',
      description:
        'Requests under way as a share of LIMIT_CONCURRENT, the fullest router: at 100 % requests are refused.',
      unit: 'percentunit',
      shows: { '{{instance}}': 'max by (instance) (router_requests_in_flight / router_requests_in_flight_limit)' },
    },
    {
      title: 'Fetches, p99',
      description: 'How long subgraphs take to answer the router, all but one fetch in a hundred.',
      unit: 's',
      shows: { '{{subgraph}}': quantile(0.99, 'router_fetch_seconds', 'subgraph') },
    },
    {
      title: 'Fetches by outcome',
      description: 'Fetches a second by subgraph and outcome: whatever is not answered is missing from an answer.',
      unit: 'reqps',
      shows: { '{{subgraph}} {{outcome}}': rate('router_fetch_seconds_count', 'subgraph, outcome') },
    },
    {
      title: 'Planning',
      description: 'Plans made a second, and how long operations waited for theirs; a plan is made once and kept.',
      unit: 'short',
      shows: {
        'plans a second': 'sum(rate(router_plan_seconds_count[5m]))',
        'p99 in s': quantile(0.99, 'router_plan_seconds'),
      },
    },
    {
      title: 'New documents',
      description:
        'Documents a second that were not known as operations: parsed, or refused; a flood of these is a client that probes.',
      unit: 'reqps',
      shows: { '{{outcome}}': rate('router_documents_total', 'outcome') },
    },
    {
      title: 'Answers by how they were made',
      description:
        "Answers a second that were spliced from subgraphs' bytes, or made of values, which costs several times as much CPU.",
      unit: 'reqps',
      shows: { '{{made}}': rate('router_answers_total', 'made') },
    },
    {
      title: 'Refused for a limit',
      description: 'Operations refused a second because they exceeded a limit.',
      unit: 'reqps',
      shows: { refused: rateOrNone('router_limit_exceeded_total') },
    },
    {
      title: 'Clients cut off',
      description:
        'Clients a second whose connection was ended for answers that they do not take, or messages that they do not finish.',
      unit: 'ops',
      shows: Object.fromEntries(
        ['unsent', 'reading', 'stalled', 'queue'].map((reason) => [
          reason,
          rateOrNone(`router_clients_cut_off_total{reason="${reason}"}`),
        ]),
      ),
    },
    {
      title: 'Entity cache',
      description: 'Entities a second that the cache had, and that it had not; nothing where the cache is off.',
      unit: 'ops',
      shows: {
        hit: rateOrNone('router_entities_total{outcome="hit"}'),
        miss: rateOrNone('router_entities_total{outcome="miss"}'),
      },
    },
    {
      title: 'Event loop, p99',
      description:
        'How long the event loop of a process keeps others waiting, all but one time in a hundred: above half a second clients notice.',
      unit: 's',
      shows: { '{{service}}': 'max by (service) (nodejs_eventloop_lag_p99_seconds)' },
    },
    {
      title: 'Supergraphs',
      description:
        'Supergraphs adopted and refused since the router started: a refused one leaves the present one in use.',
      unit: 'short',
      shows: { '{{outcome}}': 'sum by (outcome) (router_supergraph_loads_total)' },
    },
    {
      title: "Age of the tokens' keys",
      description:
        "How long ago a service read the identity provider's keys; nothing where tokens are signed with a shared secret.",
      unit: 's',
      shows: { '{{service}}': 'max by (service) (jwks_age_seconds)' },
    },
  ],
}
