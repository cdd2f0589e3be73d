/** A few products and users with points, so that a first start has something to look at. Loading it twice changes nothing. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const products = [
  { id: 'espresso-machine', name: 'Espresso machine', price: 120_000, stock: 25 },
  { id: 'coffee-grinder', name: 'Coffee grinder', price: 45_000, stock: 60 },
  { id: 'ceramic-cup', name: 'Ceramic cup', price: 1_000, stock: 1_000 },
  { id: 'house-blend', name: 'House blend, 1 kg', price: 2_400, stock: 500 },
  { id: 'gooseneck-kettle', name: 'Gooseneck kettle', price: 38_000, stock: 14 },
  { id: 'jeju-green-tea', name: '제주 녹차 세트', price: 18_000, stock: 40 },
  { id: 'mug-pair', name: '머그잔 한 쌍', price: 9_500, stock: 8 },
  { id: 'walnut-tray', name: 'Walnut tray', price: 7_000, stock: 0 },
]
/** None of them is in the examples of the READMEs, whose figures are those of a new account. */
const users = [
  { id: 'alice', points: 999_999 },
  { id: 'park', points: 999_999 },
  { id: 'lee', points: 50_000 },
  { id: 'bob', points: 50_000 },
]

const addProduct = 'mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }'
const addPoints = 'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id } }'

const Login = z.object({ token: z.string() })
const Answer = z.object({
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial().optional() }))
    .optional(),
})

/** Loads it through the router at `url`, once for a data folder. */
export async function loadDemo(url: string, dataDir: string): Promise<void> {
  const marker = path.join(dataDir, 'demo-loaded')
  if (existsSync(marker)) return
  const token = await logIn(url)
  for (const input of products) await mutate(url, token, addProduct, input)
  for (const { id, points } of users) {
    await mutate(url, token, addPoints, { userId: id, amount: points, idempotencyKey: `demo-${id}` })
  }
  await writeFile(
    marker,
    'The demo products and points were loaded. Without this file they are loaded again, which changes nothing.\n',
  )
}

async function logIn(url: string): Promise<string> {
  return Login.parse(await post(`${url}/dev/login`, { user: 'demo', roles: ['admin'] }, {})).token
}

async function mutate(url: string, token: string, query: string, input: object): Promise<void> {
  const answer = await post(`${url}/graphql`, { query, variables: { input } }, { authorization: `Bearer ${token}` })
  const error = Answer.parse(answer).errors?.[0]
  if (error && error.extensions?.code !== 'ALREADY_EXISTS')
    throw new Error(`The demo shop was not loaded: ${error.message}`)
}

async function post(url: string, body: object, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  })
  return response.json()
}
