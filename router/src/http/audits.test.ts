import { serverAudits } from 'graphql-http'
import { ToyRouter } from '../../testing/toy-router.ts'
import { ToySubgraph } from '../../testing/toy-subgraph.ts'

/** The audits send GETs without a content type, which a page of another origin could send too; this shows they are meant. */
const MEANT = { 'apollo-require-preflight': 'true' }

const subgraph = new ToySubgraph('any', 'type Query { greeting: String }')
let router: ToyRouter | undefined

function meant(given: RequestInit['headers']): Headers {
  const headers = new Headers(given)
  for (const [name, value] of Object.entries(MEANT)) headers.set(name, value)
  return headers
}

const audits = serverAudits({
  url: () => `${router?.url}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) => fetch(url, { ...init, headers: meant(init.headers) }),
})

beforeAll(async () => {
  await subgraph.start()
  router = await ToyRouter.start([subgraph])
})
afterAll(async () => {
  await router?.stop()
  await subgraph.kill()
})

test.each(audits)('GraphQL over HTTP: $name', async (audit) => {
  const result = await audit.fn()
  expect('reason' in result ? result.reason : 'ok').toBe('ok')
})
