import { ToyRouter, token } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'

const account = { __typename: 'Account', id: '1', name: 'Ann', points: 5, secret: 's', audit: 'a', must: 'm' }

const accounts = new ToySubgraph(
  'accounts',
  `${LINK}
  type Query {
    open: String
    account: Account
    accounts: [Account!]!
    thing: Thing
    things: [Thing]
    vault: Vault
    closed: String @authenticated
  }
  type Mutation { close: String @requiresScopes(scopes: [["admin"]]) open: String }
  interface Thing { id: ID! secret: String }
  type Account implements Thing @key(fields: "id") {
    id: ID!
    name: String
    points: Int @authenticated
    secret: String @requiresScopes(scopes: [["admin"], ["reads", "writes"]])
    audit: String @policy(policies: [["audit"]])
    must: String! @requiresScopes(scopes: [["admin"]])
  }
  type Other implements Thing { id: ID! secret: String }
  type Vault @authenticated { gold: Int }
  type Subscription { counted: Int @authenticated }`,
  {
    Query: {
      open: () => 'open',
      closed: () => 'closed',
      account: () => account,
      accounts: () => [account, { ...account, id: '2' }],
      thing: () => account,
      things: () => [account, { __typename: 'Other', id: '3', secret: 'o' }],
      vault: () => ({ gold: 1 }),
    },
    Mutation: { close: () => 'closed', open: () => 'opened' },
    Account: { __resolveReference: () => account },
  },
)

let router: ToyRouter

beforeAll(async () => {
  await accounts.start()
  router = await ToyRouter.start([accounts])
})
afterAll(async () => {
  await router.stop()
  await accounts.kill()
})

const refused = (code: string, ...path: (string | number)[]) => ({
  message: expect.any(String),
  path,
  extensions: { code },
})

test('what needs a login is null for the anonymous caller, the rest is answered, in order', async () => {
  const answer = await router.request('{ account { points name } closed open }')
  expect(JSON.stringify(answer.data)).toBe('{"account":{"points":null,"name":"Ann"},"closed":null,"open":"open"}')
  expect(answer.errors).toEqual([refused('UNAUTHENTICATED', 'account', 'points'), refused('UNAUTHENTICATED', 'closed')])
})

test('no denied field is sent to a subgraph', async () => {
  const before = accounts.received.length
  await router.request('{ account { points name } }')
  expect(accounts.received.slice(before).map(({ query }) => query.includes('points'))).toEqual([false])
  await router.request('{ closed vault { gold } }')
  expect(accounts.received.length).toBe(before + 1)
})

test.each([
  [[], 'FORBIDDEN'],
  [['reads'], 'FORBIDDEN'],
  [['reads', 'writes'], undefined],
  [['admin'], undefined],
])('of the groups of scopes, one must be held whole: %j', async (roles, code) => {
  const answer = await router.request('{ account { id secret } }', { token: await token('ann', roles) })
  expect(answer.errors?.[0]?.extensions['code']).toBe(code)
  expect(answer.data).toEqual({ account: { id: '1', secret: code ? null : 's' } })
})

test('a policy is held where the token names it', async () => {
  const queryAs = async (roles: string[]) =>
    (await router.request('{ account { audit } }', { token: await token('ann', roles) })).data
  expect(await queryAs([])).toEqual({ account: { audit: null } })
  expect(await queryAs(['audit'])).toEqual({ account: { audit: 'a' } })
})

test('a denied field that may not be null makes its parent null', async () => {
  const answer = await router.request('{ account { name must } open }', { token: await token('ann', []) })
  expect(answer).toEqual({ data: { account: null, open: 'open' }, errors: [refused('FORBIDDEN', 'account', 'must')] })
})

test('in a list each item says so at its path', async () => {
  const answer = await router.request('{ accounts { id points } }')
  expect(answer).toEqual({
    data: {
      accounts: [
        { id: '1', points: null },
        { id: '2', points: null },
      ],
    },
    errors: [refused('UNAUTHENTICATED', 'accounts', 0, 'points'), refused('UNAUTHENTICATED', 'accounts', 1, 'points')],
  })
})

test('a field of an interface is no way around the rules of its implementations', async () => {
  const query = '{ things { id secret } }'
  expect(await router.request(query)).toEqual({
    data: {
      things: [
        { id: '1', secret: null },
        { id: '3', secret: null },
      ],
    },
    errors: [refused('UNAUTHENTICATED', 'things', 0, 'secret'), refused('UNAUTHENTICATED', 'things', 1, 'secret')],
  })
  const admin = await router.request(query, { token: await token('ann', ['admin']) })
  expect(admin).toEqual({
    data: {
      things: [
        { id: '1', secret: 's' },
        { id: '3', secret: 'o' },
      ],
    },
  })
})

test('fragments are looked into: only the type that has rules is denied', async () => {
  const query = `{ things { ...on Other { secret } ...F } } fragment F on Account { mine: secret name }`
  expect(await router.request(query)).toEqual({
    data: { things: [{ mine: null, name: 'Ann' }, { secret: 'o' }] },
    errors: [refused('UNAUTHENTICATED', 'things', 0, 'mine')],
  })
})

test('a type with rules is denied wherever it is answered', async () => {
  expect(await router.request('{ vault { gold } open }')).toEqual({
    data: { vault: null, open: 'open' },
    errors: [refused('UNAUTHENTICATED', 'vault')],
  })
})

test('other selections are answered under any alias, also beside a denied field', async () => {
  const query = '{ account { __proto__: name constructor: points toString: id } __proto__: open closed }'
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${router.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  expect(await response.text()).toContain(
    '"data":{"account":{"__proto__":"Ann","constructor":null,"toString":"1"},"__proto__":"open","closed":null}',
  )
})

test('a denied field that is skipped is no error', async () => {
  const query = 'query Q($no: Boolean!) { account { name points @include(if: $no) } closed @skip(if: true) }'
  expect(await router.request(query, { variables: { no: false } })).toEqual({ data: { account: { name: 'Ann' } } })
})

test('a denied mutation does not run, and its neighbour does', async () => {
  const answer = await router.request('mutation { close open }', { token: await token('ann', []) })
  expect(answer).toEqual({ data: { close: null, open: 'opened' }, errors: [refused('FORBIDDEN', 'close')] })
})

test('the plan for one caller is not that of another', async () => {
  const query = '{ account { points secret } }'
  expect((await router.request(query)).data).toEqual({ account: { points: null, secret: null } })
  expect((await router.request(query, { token: await token('ann', []) })).data).toEqual({
    account: { points: 5, secret: null },
  })
  expect((await router.request(query, { token: await token('bob', ['admin']) })).data).toEqual({
    account: { points: 5, secret: 's' },
  })
  expect((await router.request(query)).data).toEqual({ account: { points: null, secret: null } })
})
