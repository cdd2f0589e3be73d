import { readConfig } from '@shop/platform/config.ts'
import { developmentAids, routerSettings } from './config.ts'

const read = (env: Record<string, string>) => readConfig(routerSettings, env)
const secret = 's'.repeat(32)

test('a supergraph file and nothing else is enough', () => {
  expect(read({ SUPERGRAPH: 'a.graphql' })).toMatchObject({
    PORT: 4000,
    HOST: '127.0.0.1',
    SUBGRAPHS: [],
    LIMIT_DEPTH: 20,
  })
})

test('running subgraphs are given by name and address', () => {
  expect(read({ SUBGRAPHS: 'a=http://127.0.0.1:1/graphql, b=https://b.example/?x=1' }).SUBGRAPHS).toEqual([
    { name: 'a', url: 'http://127.0.0.1:1/graphql' },
    { name: 'b', url: 'https://b.example/?x=1' },
  ])
})

test.each([
  [{}, /SUPERGRAPH: .*not both and not none/],
  [{ SUPERGRAPH: 'a', SUBGRAPHS: 'a=http://a' }, /SUPERGRAPH: .*not both/],
  [{ SUBGRAPHS: 'a' }, /SUBGRAPHS: .*name=url/],
  [{ SUPERGRAPH: 'a', PORT: 'x' }, /PORT: is "x"/],
  [{ SUPERGRAPH: 'a', LIMIT_DEPTH: '0' }, /LIMIT_DEPTH: is "0"/],
  [
    { SUPERGRAPH: 'a', PLANNING_TIMEOUT_MS: 'long' },
    /PLANNING_TIMEOUT_MS: is "long"; expected whole milliseconds from 1 to 86400000/,
  ],
  [{ SUPERGRAPH: 'a', PLANNING_TIMEOUT_MS: '3000000000' }, /PLANNING_TIMEOUT_MS: is "3000000000"/],
  [{ SUPERGRAPH: 'a', LIMIT_COST: '3000000000' }, /LIMIT_COST: .*to 1000000000/],
  [
    { SUPERGRAPH: 'a', OTEL_TRACES_SAMPLER: 'sometimes' },
    /OTEL_TRACES_SAMPLER: is "sometimes"; .*parentbased_always_on/,
  ],
  [{ SUPERGRAPH: 'a', OTEL_TRACES_SAMPLER_ARG: '2' }, /OTEL_TRACES_SAMPLER_ARG: is "2"; .*from 0 to 1/],
  [{ SUPERGRAPH: 'a', JWT_SECRET: secret, JWKS_URL: 'https://a.example' }, /JWT_SECRET or JWKS_URL, not both/],
  [
    { SUPERGRAPH: 'a', ENTITY_EVICTIONS: 'Item.id=a.{key}, Shelf.no=b.{key}, Item.id=c.{key}, Item.sku=d.{key}' },
    /ENTITY_EVICTIONS: .*one key field for all rules of Item, but it has id and sku/,
  ],
])('%j is refused by name', (env, message) => {
  expect(() => read(env)).toThrow(message)
})

test('what helps development is off in production, and the login is only where it is requested', () => {
  const aids = (env: Record<string, string>) => developmentAids(read({ SUPERGRAPH: 'a', ...env }))
  expect(aids({ JWT_SECRET: secret, DEV_LOGIN: 'on' })).toEqual({
    playground: true,
    introspection: true,
    queryPlan: true,
    devLogin: true,
  })
  expect(aids({ JWT_SECRET: secret })).toMatchObject({ devLogin: false })
  expect(aids({ NODE_ENV: 'production', JWT_SECRET: secret })).toEqual({
    playground: false,
    introspection: false,
    queryPlan: false,
    devLogin: false,
  })
})
