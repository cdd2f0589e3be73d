/** Operations that wait for their socket's turn while the supergraph changes. */
import type { ServerResponse } from 'node:http'
import { listen, socketClient } from '../../testing/client.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { until } from '../../testing/until.ts'

/** Fields for as many queries as run on one socket at a time. */
const FIRST = Array.from({ length: 8 }, (_, n) => `f${n}`)
const FIELDS = [...FIRST, 'one', 'two', 'mark']
/** Unions are planned by the planner, which goes with its supergraph; what has one plan only needs none. */
const SCHEMA = `${LINK} type A { n: Int } type B { n: Int } union U = A | B
  type Query { union: U ${FIELDS.map((field) => `${field}: Int`).join(' ')} }`
const RESOLVERS = { Query: { union: () => ({ __typename: 'A' }), ...Object.fromEntries(FIELDS.map((field) => [field, () => 1])) } } // prettier-ignore
const UNION = '{ union { __typename } }'
const CONDITIONAL = 'query ($x: Boolean!) { union @include(if: $x) { __typename } two }'

test.each([
  ['has no plan yet', undefined, UNION, {}, { union: { __typename: 'A' } }],
  [
    'has a plan for other values of its variables',
    { x: false },
    CONDITIONAL,
    { x: true },
    { union: { __typename: 'A' }, two: 1 },
  ],
])(
  'a query that %s and waits for its turn until its supergraph is gone is planned with the present one',
  async (_what, earlier, query, variables, data) => {
    const subgraph = await new ToySubgraph('a', SCHEMA, RESOLVERS).start()
    const router = await ToyRouter.start([subgraph], {
      ...{ RELOAD_WARMING_MS: '0', UPSTREAM_TIMEOUT_MS: '100000', REQUEST_TIMEOUT_MS: '100000' },
    })
    if (earlier) await router.request(query, { variables: earlier })
    const { client } = socketClient(router.url)
    const held: ServerResponse[] = []
    subgraph.override = (_request, response) => void held.push(response)
    const first = FIRST.map((field) => listen(client, `{ ${field} }`))
    await until(() => held.length === FIRST.length)
    const waiting = listen(client, query, variables)
    const mark = listen(client, '{ mark }')
    const { operations, supergraph } = router.services.graph.current
    await until(() => operations.known('{ mark }', undefined) !== undefined) // and what came before it waits by then

    subgraph.change(`${SCHEMA} type More { n: Int }`, RESOLVERS)
    await router.compose([subgraph])
    await until(async () => (await router.metric('router_supergraph_loads_total', { outcome: 'adopted' })) === 1)
    expect(router.services.graph.current.supergraph.id).not.toBe(supergraph.id)
    subgraph.override = undefined
    for (const response of held) response.end('{"data":{}}')
    await until(() => [waiting, mark, ...first].every(({ ended }) => ended !== undefined))
    expect([waiting.results, waiting.ended]).toEqual([[{ data }], 'complete'])
    await client.dispose()
    await router.stop()
    await subgraph.kill()
  },
  120_000,
)
