/**
 * An earlier release and this one beside each other, over one MongoDB and one NATS, under load: each replica of each service, and of the
 * router, is exchanged for the other release's, one at a time; forth, back (a rollback), and forth again.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { describeExit } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { Shop } from '@shop/dev/shop/shop.ts'
import { type ReplicaName, replicaNames, serviceCommand, services } from '@shop/dev/shop/topology.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { until } from '@shop/dev/testing/until.ts'
import { Buyers } from '../chaos/buyers.ts'
import { compare, percentileMs } from '../chaos/outcome.ts'
import { PatientClient } from '../clients/patient.ts'
import { SECRET } from '../component/tokens.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { gather } from '../invariants/evidence.ts'
import { Followers } from './followers.ts'

export type UpgradeOptions = {
  readonly earlier: string // the folder of its sources
  readonly perSecond: number // orders
  readonly everyMs: number // between two exchanges
  readonly followers: number
  readonly seed: number
  readonly onProgress: (line: string) => void
}

export type UpgradeReport = {
  readonly exchanges: number
  readonly accepted: number
  readonly terminal: number // of those: closed, or confirmed with a delivery
  readonly lost: number
  readonly doubled: number
  readonly retried: number
  readonly p50Ms: number // from when a buyer wanted to buy to the answer
  readonly p99Ms: number
  readonly maxWaitMs: number
  readonly followed: number // orders, each with its delivery
  readonly updates: number // that their followers received
  readonly reconnections: number
  readonly maxUpdateMs: number
  readonly broken: readonly string[] // invariants, gaps, and what clients complained of
}

const replicas = 2
const restsWithinMs = 180_000
const takenUpWithinMs = 150_000 // what a release does not know is parked, and looked at every minute by one that does

export async function upgrade(options: UpgradeOptions): Promise<UpgradeReport> {
  const { earlier, perSecond, everyMs, followers: count, seed, onProgress } = options
  const all = { ACK_WAIT_MS: '2000', JWT_SECRET: SECRET }
  const shop = await Shop.start({ ownEngines: true, replicas, root: earlier, overrides: { all } })
  const enough = new AbortController()
  try {
    const random = seededRandom(seed)
    const client = new PatientClient(shop, { givesUpMs: 120_000, maxPauseMs: 2_000 })
    const buyers = new Buyers(client, random)
    const followers = new Followers(shop, client, random)
    await buyers.prepare()
    const busy = Promise.all([
      buyers.come(perSecond, Infinity, enough.signal),
      followers.follow(count, enough.signal, everyMs * services.length),
    ])
    const broken: string[] = []
    let exchanges = 0
    for (const [way, root] of [
      ['forth', projectRoot],
      ['back', earlier],
      ['forth again', projectRoot],
    ] as const) {
      // All first replicas, then all second ones: halfway, each service runs in both releases.
      for (const name of Array.from({ length: replicas }, (_, index) =>
        services.map((one) => replicaNames(one, replicas)[index]),
      ).flat()) {
        if (name === undefined) continue
        await delay(everyMs)
        broken.push(...(await exchange(shop, name, root)))
        exchanges += 1
      }
      onProgress(
        `${way}: ${buyers.sales.length} orders so far, ${followers.updates} updates, ${broken.length} complaints`,
      )
    }
    enough.abort()
    await busy
    await shop.settle(restsWithinMs).catch((error: unknown) => broken.push(String(error)))
    const parked = async () => (await gather(shop)).deadOrders.size === 0
    await until('no message is a dead letter', parked, takenUpWithinMs).catch((error: unknown) =>
      broken.push(String(error)),
    )
    broken.push(...buyers.complaints, ...followers.broken, ...(await brokenInvariants(shop)))
    const sold = [...buyers.sales.map(({ orderId }) => orderId), ...followers.orders]
    const waits = buyers.sales.map(({ acceptedAfterMs }) => acceptedAfterMs)
    return {
      exchanges,
      accepted: sold.length,
      ...(await compare(shop, sold)),
      retried: client.retries,
      ...{ p50Ms: percentileMs(waits, 50), p99Ms: percentileMs(waits, 99), maxWaitMs: percentileMs(waits, 100) },
      followed: followers.orders.length,
      updates: followers.updates,
      reconnections: followers.reconnections,
      maxUpdateMs: percentileMs(followers.updateWaitsMs, 100),
      broken,
    }
  } finally {
    enough.abort()
    await shop.stop()
  }
}

/** Answers what was wrong with it: it is to end within its grace, in order. */
async function exchange(shop: Shop, name: ReplicaName, root: string): Promise<string[]> {
  const running = shop.process(name)
  const service = services.find((one) => replicaNames(one, replicas).includes(name))
  if (!service) throw new Error(`${name} is no replica of a service`)
  const exit = await running.restart(serviceCommand(service, running.spec.command.env ?? {}, root))
  return exit?.code === 0 ? [] : [`${name} ${exit ? describeExit(exit) : 'did not run'} when it was exchanged`]
}
