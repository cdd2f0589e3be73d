/** Buyers come while faults are injected; then the shop comes to rest, and the invariants are checked. */
import { Shop } from '@shop/dev/shop/shop.ts'
import { PatientClient } from '../clients/patient.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { NatsCluster } from '@shop/dev/testing/nats-cluster.ts'
import { Accidents, serverOf } from './accidents.ts'
import { Buyers } from './buyers.ts'
import { compare, percentileMs } from './outcome.ts'
import { sagaSpans, type WaitSpan, unexplainedMs } from './waits.ts'

export type ChaosOptions = {
  readonly durationMs: number
  readonly everyMs: number // between accidents
  readonly perSecond: number // orders
  readonly seed: number
  readonly replicas?: number // of every service; default 1
  readonly natsServers?: 1 | 3 // 3: a cluster, with three copies of each stream, whose servers have accidents too
}

export type ChaosReport = {
  readonly accepted: number
  readonly terminal: number // of those: closed, or confirmed with a delivery
  readonly lost: number // accepted, and not there
  readonly doubled: number // orders without a buyer's idempotency key, or reported to two buyers
  readonly retried: number
  readonly p50Ms: number // from when a buyer wanted to buy to the answer
  readonly p99Ms: number
  readonly maxOutageMs: number // the longest that any buyer had to wait
  readonly unexplainedMs: number // the most of one such wait in which nothing had happened to what an answer needs
  readonly sagaP99Ms: number // from when an order was placed to its confirmation or refusal
  readonly maxSagaMs: number
  readonly unexplainedSagaMs: number // the most of one of these in which nothing had happened to anything
  readonly accidents: Readonly<Record<string, number>>
  readonly broken: readonly string[] // invariants, and what clients complained of
}

const restsWithinMs = 180_000
/** What no accident explains may not take longer. */
const maxUnexplainedMs = 60_000
/** Without them no order is placed, whatever else is there. */
const placing = ['router', 'order', 'mongo', 'postgres']
const maxPauseMs = 5_000 // thousands of buyers must not be a flood of their own
/** After the last accident: while they go on, a buyer may find something away at every single try. */
const buyersGiveUpMs = 600_000

export async function chaos({
  durationMs,
  everyMs,
  perSecond,
  seed,
  replicas = 1,
  natsServers = 1,
}: ChaosOptions): Promise<ChaosReport> {
  const cluster = natsServers === 3 ? await NatsCluster.start() : undefined
  try {
    return await chaosOn(cluster, { durationMs, everyMs, perSecond, seed, replicas })
  } finally {
    await cluster?.stop()
  }
}

async function chaosOn(
  cluster: NatsCluster | undefined,
  { durationMs, everyMs, perSecond, seed, replicas }: Omit<Required<ChaosOptions>, 'natsServers'>,
): Promise<ChaosReport> {
  const shop = await Shop.start({
    ownEngines: true,
    replicas,
    ...(cluster ? { nats: { NATS_URL: cluster.url } } : {}),
    overrides: {
      all: { ACK_WAIT_MS: '2000', STEP_DEADLINE_MS: '10000', ...(cluster ? { EVENTS_REPLICAS: '3' } : {}) },
    },
  })
  try {
    const random = seededRandom(seed)
    const client = new PatientClient(shop, { givesUpMs: durationMs + buyersGiveUpMs, maxPauseMs })
    const buyers = new Buyers(client, random)
    const accidents = new Accidents(
      shop,
      random,
      [...(cluster?.servers ?? [])].map(([name, server]) => serverOf(name, server)),
    )
    await buyers.prepare()
    const until = Date.now() + durationMs
    await Promise.all([buyers.come(perSecond, until), accidents.happen(everyMs, until)])
    const broken = [...buyers.complaints]
    await shop.settle(restsWithinMs).catch((error: unknown) => broken.push(String(error)))
    broken.push(...(await brokenInvariants(shop)))
    const waits = buyers.sales.map(({ acceptedAfterMs }) => acceptedAfterMs)
    const sagas = await sagaSpans(shop)
    const sagaMs = sagas.map(({ from, to }) => to - from)
    const bare = (process: string) => process.replace(/-2$/, '')
    const toPlacing = accidents.happened.filter(({ process }) => placing.includes(bare(process)))
    const unexplained = unexplainedMsOf(
      buyers.sales.map(({ wantedAt: from, acceptedAfterMs }) => ({ from, to: from + acceptedAfterMs })),
      toPlacing,
    )
    const unexplainedSaga = unexplainedMsOf(sagas, accidents.happened)
    for (const [who, ms] of [
      ['a buyer', unexplained],
      ['an order', unexplainedSaga],
    ] as const)
      if (ms > maxUnexplainedMs) broken.push(`${who} waited ${Math.round(ms / 1_000)} s that no accident explains`)
    return {
      accepted: buyers.sales.length,
      ...(await compare(
        shop,
        buyers.sales.map(({ orderId }) => orderId),
      )),
      retried: client.retries,
      p50Ms: percentileMs(waits, 50),
      p99Ms: percentileMs(waits, 99),
      maxOutageMs: percentileMs(waits, 100),
      unexplainedMs: unexplained,
      sagaP99Ms: percentileMs(sagaMs, 99),
      maxSagaMs: percentileMs(sagaMs, 100),
      unexplainedSagaMs: unexplainedSaga,
      accidents: Object.fromEntries(
        Object.entries(Object.groupBy(accidents.happened, ({ process, what }) => `${process} ${what}`)).map(
          ([name, list]) => [name, list?.length ?? 0],
        ),
      ),
      broken,
    }
  } finally {
    await shop.stop()
  }
}

function unexplainedMsOf(waits: readonly WaitSpan[], accidents: readonly WaitSpan[]): number {
  return Math.round(Math.max(0, ...waits.map((wait) => unexplainedMs(wait, accidents))))
}
