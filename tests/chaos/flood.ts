/** Many times more orders than the shop can take, from buyers who do not wait for each other: an open loop. */
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Shop } from '@shop/dev/shop/shop.ts'
import { newKey, Patient } from '../clients/patient.ts'
import { bearer, customer, SECRET } from '../component/tokens.ts'
import { brokenInvariants } from '../invariants/brokenInvariants.ts'
import { memoryOf, type Megabytes, watchMemory } from './memory.ts'
import { compare, percentile } from './outcome.ts'

export type FloodOptions = {
  readonly durationMs: number
  readonly times: number // as many orders as the shop can take
  readonly calibrateMs: number // how long to find out what that is
}

export type FloodReport = {
  readonly capacity: number // orders a second, from placed to their end
  readonly offered: number
  readonly accepted: number
  readonly refused: number // SERVICE_UNAVAILABLE with retryAfter
  readonly failed: number // anything else, or no answer
  readonly terminal: number
  readonly lost: number
  readonly acceptedP50Ms: number
  readonly acceptedP99Ms: number
  readonly refusedP50Ms: number
  readonly refusedP99Ms: number
  readonly drainMs: number // from the flood's end until nothing is under way
  readonly memory: { readonly before: Megabytes; readonly peak: Megabytes; readonly after: Megabytes }
  readonly failures: Readonly<Record<string, number>>
  readonly broken: readonly string[]
}

const USERS = 50
const MOST_OUTSTANDING = 4_000 // a load generator has its bounds too
const TICK_MS = 20
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
const restsWithinMs = 240_000

type Answer = { readonly kind: 'accepted' | 'refused' | 'failed'; readonly said: string; readonly afterMs: number }

export async function flood({ durationMs, times, calibrateMs }: FloodOptions): Promise<FloodReport> {
  const router = { RATE_PER_USER: '0', RATE_PER_ADDRESS: '0' } // one address floods in the name of all
  const shop = await Shop.start({
    ownEngines: true,
    overrides: { all: { ACK_WAIT_MS: '10000', JWT_SECRET: SECRET }, router },
  })
  const agent = new Agent({ keepAlive: true })
  try {
    const tokens = await prepare(shop)
    const buy = (n: number) => place(shop, agent, tokens[n % tokens.length] ?? '')
    const first = await calibrate(shop, calibrateMs, buy)
    const before = await memoryOf(shop)
    const watch = watchMemory(shop)
    const answers = await pour((first.perSecond * times) / 1_000, durationMs, buy)
    const ended = performance.now()
    const broken: string[] = []
    await shop.settle(restsWithinMs).catch((error: unknown) => broken.push(String(error)))
    const drainMs = Math.round(performance.now() - ended)
    const memory = { before, after: await memoryOf(shop), peak: await watch.stop() }
    broken.push(...(await brokenInvariants(shop)))
    const accepted = answers.filter(({ kind }) => kind === 'accepted')
    const refused = answers.filter(({ kind }) => kind === 'refused')
    const failed = answers.filter(({ kind }) => kind === 'failed')
    const { lost, terminal } = await compare(shop, [...first.ids, ...accepted.map(({ said }) => said)])
    return {
      capacity: Math.round(first.perSecond),
      offered: answers.length,
      ...{ accepted: accepted.length, refused: refused.length, failed: failed.length },
      ...{ terminal: terminal - first.ids.length, lost, drainMs },
      ...{ acceptedP50Ms: percentile(waits(accepted), 0.5), acceptedP99Ms: percentile(waits(accepted), 0.99) },
      ...{ refusedP50Ms: percentile(waits(refused), 0.5), refusedP99Ms: percentile(waits(refused), 0.99) },
      memory,
      failures: Object.fromEntries(
        [...Map.groupBy(failed, ({ said }) => said)].map(([said, all]) => [said, all.length]),
      ),
      broken,
    }
  } finally {
    agent.destroy()
    await shop.stop()
  }
}

/** Answers the buyers' tokens. */
async function prepare(shop: Shop): Promise<readonly string[]> {
  const client = new Patient(shop)
  const admin = (mutation: string, type: string, input: object) =>
    client.ask('root', 'admin', `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`, { input }, ['ALREADY_EXISTS']) // prettier-ignore
  for (let n = 0; n < 10; n += 1)
    await admin('addProduct', 'AddProductInput', { id: `tea-${n}`, name: 'Tea', price: 1, stock: 100_000_000 })
  const users = Array.from({ length: USERS }, (_, n) => `user-${n}`)
  for (const userId of users)
    await admin('addPoints', 'AddPointsInput', { userId, amount: 100_000_000, idempotencyKey: newKey() })
  return Promise.all(users.map((user) => bearer(customer(user))))
}

/** What the shop can take: as many as its buyers get through, one after another, until all of them are at their end. */
async function calibrate(shop: Shop, forMs: number, buy: (n: number) => Promise<Answer>) {
  const began = performance.now()
  const ids: string[] = []
  let n = 0
  const one = async () => {
    while (performance.now() - began < forMs) {
      const { kind, said } = await buy(n++)
      if (kind === 'accepted') ids.push(said)
    }
  }
  await Promise.all(Array.from({ length: 40 }, one))
  await shop.settle(restsWithinMs)
  return { ids, perSecond: (ids.length * 1_000) / (performance.now() - began) }
}

async function pour(perMs: number, forMs: number, buy: (n: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  const outstanding = new Set<Promise<unknown>>()
  const began = performance.now()
  let sent = 0
  while (performance.now() - began < forMs) {
    const due = Math.floor((performance.now() - began) * perMs)
    for (; sent < due && outstanding.size < MOST_OUTSTANDING; sent += 1) {
      const one: Promise<unknown> = buy(sent)
        .then((answer) => answers.push(answer))
        .finally(() => outstanding.delete(one))
      outstanding.add(one)
    }
    await delay(TICK_MS)
  }
  await Promise.all(outstanding)
  return answers
}

function place(shop: Shop, agent: Agent, token: string): Promise<Answer> {
  const began = performance.now()
  const productId = `tea-${Math.floor(Math.random() * 10)}`
  const input = { productId, quantity: 1, address: '1 Main St', idempotencyKey: newKey() }
  const body = JSON.stringify({ query: PLACE, variables: { input } })
  const headers = { 'content-type': 'application/json', authorization: token }
  return new Promise((resolve) => {
    const end = (kind: Answer['kind'], said: string) => resolve({ kind, said, afterMs: performance.now() - began })
    const asked = request(`${shop.url}/graphql`, { method: 'POST', agent, headers, timeout: 15_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => end(...judged(text)))
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer within 15 s')))
    asked.on('error', (error) => end('failed', error.message))
    asked.end(body)
  })
}

type Body = {
  readonly data?: { readonly placeOrder: { readonly id: string } | null } | null
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly code?: string; readonly retryAfter?: number }
  }[]
}

function judged(text: string): [Answer['kind'], string] {
  const { data, errors } = JSON.parse(text) as Body
  const id = data?.placeOrder?.id
  if (id !== undefined) return ['accepted', id]
  const { code, retryAfter } = errors?.[0]?.extensions ?? {}
  if (code === 'SERVICE_UNAVAILABLE' && typeof retryAfter === 'number') return ['refused', code]
  return ['failed', `${code ?? ''} ${errors?.[0]?.message ?? text.slice(0, 200)}`]
}

const waits = (answers: readonly Answer[]) => answers.map(({ afterMs }) => afterMs)
