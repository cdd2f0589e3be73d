/** What the page's program decides by itself, without a browser. */
import { buildSchema } from 'graphql'
import { layOut } from './plan.ts'
import { resumable, withoutCursor } from './resume.ts'
import { chosenLogins, createStorage, openTab } from './storage.ts'
import { Tokens } from './tokens.ts'

const schema = buildSchema(`
  type Query { _: Int }
  type Update { cursor: String! status: String! }
  type Subscription { changed(id: ID!, after: String): Update! ticks: Int! }
`)

test('a subscription with "after" and "cursor" goes on after the last event, whatever it requests', () => {
  const request = { query: 'subscription S($id: ID!) { all: changed(id: $id) { status } }', variables: { id: 'o1' } }
  const { request: next, cursorOf } = resumable(request, schema)
  const data = { all: { status: 'NEW', resumeCursor: 'c1' } }
  expect(next(undefined).query).toContain('resumeCursor: cursor')
  expect(next(undefined).variables).toEqual({ id: 'o1' })
  expect(cursorOf(data)).toBe('c1')
  expect(withoutCursor(data)).toEqual({ all: { status: 'NEW' } })
  const { query, variables } = next('c1')
  expect(query).toContain('subscription S($id: ID!, $resumeAfter: String)')
  expect(query).toContain('all: changed(id: $id, after: $resumeAfter)')
  expect(variables).toEqual({ id: 'o1', resumeAfter: 'c1' })
})

test('a subscription without them begins anew', () => {
  const request = { query: 'subscription { ticks }' }
  const { request: next, cursorOf } = resumable(request, schema)
  expect(next(undefined)).toEqual(request)
  expect(cursorOf({ ticks: 1 })).toBeUndefined()
})

test('a plan has a line for each fetch, below what it waits for', () => {
  const plan = 'Sequence { Fetch(order) {a{b c}} | Parallel { Fetch(pay at a) {d} | Fetch(user at a) {e} } }'
  expect(layOut(plan).split('\n')).toEqual([
    'Sequence',
    ...['  Fetch(order)', '    {a{b c}}', '  Parallel'],
    ...['    Fetch(pay at a)', '      {d}', '    Fetch(user at a)', '      {e}'],
  ])
  expect(layOut('nothing is fetched')).toBe('nothing is fetched')
})

class MemoryStore extends Map<string, string> {
  getItem = (key: string) => this.get(key) ?? null
  setItem = (key: string, value: string) => void this.set(key, value)
  removeItem = (key: string) => void this.delete(key)
  get length() {
    return this.size
  }
  key = (index: number) => [...this.keys()][index] ?? null
}

test('the browser keeps tabs under their names and no header; what an earlier version kept goes', () => {
  const store = new MemoryStore([
    ['graphiql:queries', '{"headers":"secret"}'],
    ['playground:old:graphiql:tabState', '{}'],
    ['of another page', 'stays'],
  ])
  const storage = createStorage('now', [{ id: 'one', name: '1. One', query: '{ a }', variables: null }], store)
  expect([...store.keys()]).toEqual(['of another page'])
  expect(openTab(storage.getItem('graphiql:tabState'))).toMatchObject({ title: '1. One', query: '{ a }' })
  const tab = { id: 'one', title: 'Renamed', query: '{ b }', headers: '{"authorization":"secret"}' }
  storage.setItem('graphiql:tabState', JSON.stringify({ tabs: [tab], activeTabIndex: 0 }))
  storage.setItem('graphiql:queries', JSON.stringify({ queries: [tab] }))
  storage.setItem('graphiql:headers', 'secret')
  expect([...store.values()].join()).not.toContain('secret')
  expect(openTab(storage.getItem('graphiql:tabState'))).toMatchObject({ title: '1. One', query: '{ b }' })
  const logins = chosenLogins('now', store)
  logins.set('one', null)
  expect([logins.of('one'), logins.of('two')]).toEqual([null, undefined])
})

test('a token is requested once, and again when four fifths of its time have passed or it was refused', async () => {
  const tokenFor = (seconds: number) => `x.${btoa(JSON.stringify({ iat: 100, exp: 100 + seconds }))}.y`
  let now = 0
  let logins = 0
  const tokens = new Tokens(
    () => Promise.resolve(tokenFor(10 + logins++)),
    () => now,
  )
  const kim = { user: 'kim', roles: [] }
  const first = await tokens.of(kim)
  now = 7_999
  expect(await tokens.of(kim)).toBe(first)
  now = 8_001
  const second = await tokens.of(kim)
  expect(second).not.toBe(first)
  tokens.refused(kim)
  expect(await tokens.of(kim)).not.toBe(second)
  expect(logins).toBe(3)
})
