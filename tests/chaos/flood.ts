/**
 * Many times more orders than the shop can take. Twice, one after the other: what the first flood makes a process keep (a heap that has grown
 * to the size it works with, caches that are full) the second finds there, and memory that is flat does not rise over it.
 */
import { Shop } from '@shop/dev/shop/shop.ts'
import { newKey, PatientClient } from '../clients/patient.ts'
import { bearer, customer, SECRET } from '../component/tokens.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { type Megabytes, memoryDuring, peakOf } from './memory.ts'
import { compare, percentileMs } from './outcome.ts'
import { type LoadAnswer, OpenLoopLoad, PRODUCTS } from './open-loop-load.ts'

export type FloodOptions = {
  readonly durationMs: number // of each flood
  readonly times: number // as many orders as the shop can take
  readonly calibrateMs: number // how long to find out what that is
}

export type FloodReport = {
  readonly capacity: number // orders a second, from placed to their end
  readonly offered: number
  readonly timesCapacity: number // what was offered in a second, over the capacity
  readonly accepted: number
  readonly refused: number // SERVICE_UNAVAILABLE with retryAfter
  readonly unanswered: number // no answer within 15 s
  readonly failed: number // anything else
  readonly terminal: number
  readonly lost: number
  readonly acceptedP50Ms: number
  readonly acceptedP99Ms: number
  readonly refusedP50Ms: number
  readonly refusedP99Ms: number
  readonly drainMs: readonly number[] // from each flood's end until nothing is under way
  readonly memory: FloodMemory
  readonly failures: Readonly<Record<string, number>>
  readonly broken: readonly string[]
}

/** The most that each service had: before, while it was flooded once and once more, and at the end, with nothing to do. */
export type FloodMemory = {
  readonly before: Megabytes
  readonly first: Megabytes
  readonly second: Megabytes
  readonly after: Megabytes
}

/** How much more a flood may take than the shop before it, and than another flood before it: two collections are not alike. */
const MAX_MORE_MB = { thanBefore: 128, thanFirst: 24 }

/** The services whose memory was not flat. */
export function notFlat({ before, first, second }: FloodMemory): string[] {
  return Object.entries(second).flatMap(([service, peak]) => {
    const [moreThanBefore, moreThanFirst] = [peak - (before[service] ?? 0), peak - (first[service] ?? 0)]
    if (moreThanBefore <= MAX_MORE_MB.thanBefore && moreThanFirst <= MAX_MORE_MB.thanFirst) return []
    return [`${service}: the second flood took ${moreThanFirst} MB more than the first, ${moreThanBefore} than before`]
  })
}

const USERS = 50
const FLOODS = 2
const restsWithinMs = 240_000

export async function flood({ durationMs, times, calibrateMs }: FloodOptions): Promise<FloodReport> {
  const router = { RATE_PER_USER: '0', RATE_PER_ADDRESS: '0' } // one address floods in the name of all
  const shop = await Shop.start({
    ownEngines: true,
    overrides: { all: { ACK_WAIT_MS: '10000', JWT_SECRET: SECRET }, router },
  })
  const openLoop = new OpenLoopLoad(shop.url, await prepare(shop))
  try {
    const first = await calibrate(shop, openLoop, calibrateMs)
    const { sizes: before } = await memoryDuring(shop, () => Promise.resolve())
    const broken: string[] = []
    const floods = []
    for (let n = 0; n < FLOODS; n += 1)
      floods.push(await once(shop, openLoop, first.perSecond * times, durationMs, broken))
    const { sizes: after } = await memoryDuring(shop, () => Promise.resolve())
    broken.push(...(await brokenInvariants(shop)))
    const answers = floods.flatMap((one) => one.answers)
    const of = (kind: LoadAnswer['kind']) => answers.filter((answer) => answer.kind === kind)
    const [accepted, refused, failed] = [of('accepted'), of('refused'), of('failed')]
    const unanswered = of('unanswered').length
    const { lost, terminal } = await compare(shop, [...first.ids, ...accepted.map(({ said }) => said)])
    const offeredPerSecond = (answers.length * 1_000) / (durationMs * FLOODS)
    return {
      capacity: Math.round(first.perSecond),
      offered: answers.length,
      timesCapacity: Math.round((offeredPerSecond / first.perSecond) * 10) / 10,
      ...{ accepted: accepted.length, refused: refused.length, unanswered, failed: failed.length },
      ...{ terminal: terminal - first.ids.length, lost, drainMs: floods.map(({ drainMs }) => drainMs) },
      ...{ acceptedP50Ms: percentileMs(waits(accepted), 50), acceptedP99Ms: percentileMs(waits(accepted), 99) },
      ...{ refusedP50Ms: percentileMs(waits(refused), 50), refusedP99Ms: percentileMs(waits(refused), 99) },
      memory: {
        before: peakOf(before),
        first: peakOf(floods[0]?.sizes ?? []),
        second: peakOf(floods[1]?.sizes ?? []),
        after: peakOf(after),
      },
      failures: Object.fromEntries(
        [...Map.groupBy(failed, ({ said }) => said)].map(([said, all]) => [said, all.length]),
      ),
      broken,
    }
  } finally {
    await openLoop.close()
    await shop.stop()
  }
}

/** Answers the buyers' tokens. */
async function prepare(shop: Shop): Promise<readonly string[]> {
  const client = new PatientClient(shop)
  const admin = (mutation: string, type: string, input: object) =>
    client.request('root', 'admin', `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`, { input }, ['ALREADY_EXISTS']) // prettier-ignore
  for (let n = 0; n < PRODUCTS; n += 1)
    await admin('addProduct', 'AddProductInput', { id: `tea-${n}`, name: 'Tea', price: 1, stock: 100_000_000 })
  const users = Array.from({ length: USERS }, (_, n) => `user-${n}`)
  for (const userId of users)
    await admin('addPoints', 'AddPointsInput', { userId, amount: 100_000_000, idempotencyKey: newKey() })
  return Promise.all(users.map((user) => bearer(customer(user))))
}

/** What the shop can take: as many as its buyers get through, one after another, until all of them are at their end. */
async function calibrate(shop: Shop, openLoop: OpenLoopLoad, forMs: number) {
  const began = performance.now()
  const ids: string[] = []
  let n = 0
  const one = async () => {
    while (performance.now() - began < forMs) {
      const { kind, said } = await openLoop.place(n++)
      if (kind === 'accepted') ids.push(said)
    }
  }
  await Promise.all(Array.from({ length: 40 }, one))
  await shop.settle(restsWithinMs)
  return { ids, perSecond: (ids.length * 1_000) / (performance.now() - began) }
}

async function once(shop: Shop, openLoop: OpenLoopLoad, perSecond: number, forMs: number, broken: string[]) {
  let drainMs = NaN
  const { done: answers, sizes } = await memoryDuring(shop, async () => {
    const received = await openLoop.send(perSecond, forMs)
    const ended = performance.now()
    await shop.settle(restsWithinMs).catch((error: unknown) => broken.push(String(error)))
    drainMs = Math.round(performance.now() - ended)
    return received
  })
  return { answers, sizes, drainMs }
}

const waits = (answers: readonly LoadAnswer[]) => answers.map(({ afterMs }) => afterMs)
