import { SignJWT } from 'jose'
import { SECRET, ToyRouter } from '../../testing/toy-router.ts'
import { ToySubgraph } from '../../testing/toy-subgraph.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])`
const graph = () => [
  new ToySubgraph('old', `${LINK} type Query { beta: String half: String stays: String }`, {
    Query: { beta: () => 'old', half: () => 'old', stays: () => 'old' },
  }),
  new ToySubgraph(
    'new',
    `${LINK} type Query {
      beta: String @override(from: "old", label: "beta")
      half: String @override(from: "old", label: "percent(50)")
    }`,
    { Query: { beta: () => 'new', half: () => 'new' } },
  ),
]

let subgraphs: ToySubgraph[]
let router: ToyRouter
beforeAll(async () => {
  subgraphs = await Promise.all(graph().map((each) => each.start()))
  const settings = { OVERRIDE_LABELS_HEADER: 'X-Labels', OVERRIDE_LABELS_CLAIM: 'labels' }
  router = await ToyRouter.start(subgraphs, settings)
})
afterAll(async () => {
  await router.stop()
  await Promise.all(subgraphs.map((each) => each.kill()))
})

const withLabels = (labels: unknown) =>
  new SignJWT({ labels, iss: 'membership-shop', aud: 'membership-shop' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('somebody')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))

test('a field whose label is inactive is resolved by the old subgraph, and so is every other', async () => {
  for (let time = 0; time < 3; time++)
    expect(await router.request('{ beta stays }')).toEqual({ data: { beta: 'old', stays: 'old' } })
})

test('a label comes by the header that a setting names', async () => {
  const headers = { 'x-labels': 'alpha, beta' }
  expect(await router.request('{ beta stays }', { headers })).toEqual({ data: { beta: 'new', stays: 'old' } })
  expect(await router.request('{ beta }', { headers: { 'x-labels': 'betas' } })).toEqual({ data: { beta: 'old' } })
})

test.each([[['beta']], ['alpha beta']])('a label comes by the claim that a setting names: %j', async (labels) => {
  expect(await router.request('{ beta }', { token: await withLabels(labels) })).toEqual({ data: { beta: 'new' } })
})

test('percent(50) moves about half of the requests, each by itself', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => router.request('{ half }')))
  const moved = answers.filter(({ data }) => data?.['half'] === 'new').length
  expect(moved).toBeGreaterThan(60) // fewer, or more than 140, in one of 10 million runs
  expect(moved).toBeLessThan(140)
})

test('a header cannot choose a percentage label', async () => {
  const headers = { 'x-labels': 'percent(50)' }
  const answers = await Promise.all(Array.from({ length: 64 }, () => router.request('{ half }', { headers })))
  expect(new Set(answers.map(({ data }) => data?.['half']))).toEqual(new Set(['old', 'new']))
})
