import { z } from 'zod'
import { readConfig } from '@shop/platform/config.ts'
import { routerSettings } from '../config.ts'
import { bookshop } from '../../testing/bookshop.ts'
import { SECRET, ToyRouter } from '../../testing/toy-router.ts'

const Answer = z.object({ token: z.string().optional(), errors: z.array(z.object({ message: z.string() })).optional() })

const { books, all } = bookshop()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all)
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

async function login(body: string, at = router, type = 'application/json') {
  const response = await fetch(`${at.url}/dev/login`, { method: 'POST', headers: { 'content-type': type }, body })
  const answer = Answer.parse(await response.json())
  return { status: response.status, token: answer.token ?? '', message: answer.errors?.[0]?.message }
}

test('in development there is a token for any user, and it is believed', async () => {
  const { status, token } = await login('{"user":"ann","roles":["admin"]}')
  expect(status).toBe(200)
  await router.request('{ books { id } }', { token })
  expect(books.received.at(-1)?.headers.authorization).toBe(`Bearer ${token}`)
})

test.each([
  ['no user', '{"roles":[]}', 'user'],
  ['a user that is no name', '{"user":"../../etc"}', 'user'],
  ['roles that are no list', '{"user":"ann","roles":"admin"}', 'roles'],
  ['a role that is a number', '{"user":"ann","roles":[1]}', 'roles.0'],
  ['what is no object', '[]', '"user"'],
  ['what is no JSON', '{', 'JSON'],
  ['another member', '{"user":"ann","password":"x"}', 'password'],
])('%s gets a clear 400', async (_what, body, named) => {
  const { status, message } = await login(body)
  expect(status).toBe(400)
  expect(message).toContain(named)
})

test('a form, which any page may send, is not taken', async () => {
  expect((await login('{"user":"ann"}', router, 'text/plain')).status).toBe(415)
})

test('without DEV_LOGIN it is not there, whatever NODE_ENV says', async () => {
  await using plain = await ToyRouter.start(all, { NODE_ENV: 'development' })
  expect((await login('{"user":"ann"}', plain)).status).toBe(404)
})

test('in production it is not there, and cannot be requested', async () => {
  await using production = await ToyRouter.start(all, { NODE_ENV: 'production' })
  expect((await login('{"user":"ann"}', production)).status).toBe(404)
  const env = { NODE_ENV: 'production', SUPERGRAPH: 'x', JWT_SECRET: SECRET, DEV_LOGIN: 'on' }
  expect(() => readConfig(routerSettings, env)).toThrow(/DEV_LOGIN: .*expected off/)
})
