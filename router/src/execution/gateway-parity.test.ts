import { parse, type FormattedExecutionResult } from 'graphql'
import { GatewayExecutor } from '../gateway/executor.ts'
import { loadSupergraph } from '../supergraph/load-supergraph.ts'
import { LocalUpstreams, PATIENT } from '../../testing/execution/local-upstreams.ts'
import { Bench } from '../../testing/execution/run.ts'
import { shopSubgraphs, shopSupergraph } from '../../testing/execution/shop.ts'

const supergraph = shopSupergraph()
const executor = new GatewayExecutor(loadSupergraph(supergraph), new LocalUpstreams(shopSubgraphs()))
const bench = new Bench(supergraph, shopSubgraphs())

async function gateway(document: string, variables: Record<string, unknown>): Promise<FormattedExecutionResult> {
  const prepared = await executor.prepare(parse(document), undefined)
  if (prepared.kind === 'subscription') throw new Error('a subscription is not run')
  return JSON.parse(JSON.stringify(await prepared.execute(bench.coerced(document, variables), PATIENT)))
}

type Case = readonly [name: string, document: string, variables: Record<string, unknown>]

const operations: readonly Case[] = [
  [
    'an order page',
    `query Page($id: ID!) { order(id: $id) {
      id status quantity product { name price } user { name points } delivery { status } timeline { event detail } total } }`,
    { id: 'o1' },
  ],
  [
    'a list with fields of all subgraphs',
    '{ orders { id product { id name stock } user { name } delivery { id status } total } }',
    {},
  ],
  ['required fields that the client did not select', '{ orders { total } }', {}],
  ['the way back to where one came from', '{ order(id: "o1") { delivery { order { id product { price } } } } }', {}],
  ['an order that is not there', '{ order(id: "nowhere") { id product { name } } }', {}],
  ['nulls on the way', '{ order(id: "o3") { product { name } delivery { status } total } }', {}],
  [
    'aliases, in the order of the document',
    '{ b: order(id: "o1") { quantity x: id id } a: order(id: "o2") { user { x: name } } }',
    {},
  ],
  [
    'fragments on an interface',
    '{ node(id: "o1") { id ... on Order { status product { ...P } } } } fragment P on Product { name id }',
    {},
  ],
  [
    'type names at every level',
    '{ __typename node(id: "o1") { __typename } order(id: "o1") { __typename product { __typename name } } }',
    {},
  ],
  [
    'skipped and included fields',
    'query Q($yes: Boolean!, $no: Boolean = false) { order(id: "o1") { id @skip(if: $yes) status @include(if: $yes) product @include(if: $no) { name } user @include(if: $yes) { points } } }',
    { yes: true },
  ],
  ['two roots in two subgraphs', '{ me { name points } products { name } }', {}],
  [
    'mutations of two subgraphs in series',
    'mutation { cancelOrder(id: "o1") { status product { name } } restock(id: "p1") { stock } again: cancelOrder(id: "o2") { id } }',
    {},
  ],
  [
    'an enum and a default as arguments',
    'query Q($s: OrderStatus = PENDING) { orders(status: $s) { id } first: orders(first: 1, status: CONFIRMED) { id } }',
    {},
  ],
  [
    'introspection beside data',
    '{ __schema { queryType { name } } me { name } __type(name: "OrderStatus") { enumValues { name } } }',
    {},
  ],
]

test.each(operations)('answers as @apollo/gateway does: %s', async (_name, document, variables) => {
  const ours = await bench.run(document, variables)
  const theirs = await gateway(document, variables)
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data))
  expect(ours.errors).toBeUndefined()
  expect(theirs.errors).toBeUndefined()
})

test("reports a subgraph's error where @apollo/gateway does", async () => {
  const document = '{ orders { id user { name points } } }'
  const ours = await bench.run(document)
  const theirs = await gateway(document, {})
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data))
  expect(ours.errors?.map(({ message, path }) => ({ message, path }))).toEqual(
    theirs.errors?.map(({ message, path }) => ({ message, path })),
  )
  expect(ours.errors?.[0]?.extensions).toEqual({ code: 'DOWNSTREAM_SERVICE_ERROR', service: 'pay' })
})
