/** A dump that was taken while people bought is restored: every invariant holds, and nothing from before the dump is missing. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { subgraphs } from '@shop/dev/shop/topology.ts'
import { type Db, MongoClient } from 'mongodb'
import { Buyers } from '../chaos/buyers.ts'
import { PatientClient } from '../clients/patient.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { documentsOf, type Evidence, gather } from '../invariants/evidence.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { run } from '../recovery/command.ts'
import { openShop } from './open-shop.ts'

const open = openShop({ overrides: { all: { ACK_WAIT_MS: '1000', STEP_DEADLINE_MS: '5000' } } })
const WITHIN_MS = 240_000
const BUYING_MS = 6_000
const PER_SECOND = 20

const backup = (folder: string) => run('recovery/src/backup-main.ts', [folder], open.running)
const restore = (...args: readonly string[]) => run('recovery/src/restore-main.ts', args, open.running)
const folderOf = (name: string) => path.join(open.running.dataDir, name)

/** Buys, and takes a dump meanwhile. Answers the orders that were accepted before the dump was begun, and all of them. */
async function buyAndDump(
  folder: string,
): Promise<{ readonly before: readonly string[]; readonly all: readonly string[] }> {
  const client = new PatientClient(open.running)
  const buyers = new Buyers(client, seededRandom(1))
  await buyers.prepare()
  const buying = buyers.come(PER_SECOND, Date.now() + BUYING_MS)
  await client.until('some orders', async () => buyers.sales.length > PER_SECOND || undefined)
  const before = buyers.sales.map(({ orderId }) => orderId)
  expect(await backup(folder)).toMatchObject({ code: 0 })
  await buying
  expect(buyers.complaints).toEqual([])
  return { before, all: buyers.sales.map(({ orderId }) => orderId) }
}

async function whileClosed(work: (database: Db) => Promise<void>): Promise<void> {
  const shop = open.running
  const [router, others] = [shop.process('router'), subgraphs.map((name) => shop.process(name))]
  await router.stop()
  await Promise.all(others.map((each) => each.stop()))
  const mongo = new MongoClient(shop.mongoUri)
  try {
    await work(mongo.db(shop.database))
  } finally {
    await mongo.close()
  }
  await Promise.all(others.map((each) => each.start()))
  await router.start()
  await shop.settle(90_000)
  expect(await brokenInvariants(shop)).toEqual([])
}

async function drop(database: Db, wanted: (name: string) => boolean): Promise<void> {
  const names = (await database.listCollections().toArray()).map(({ name }) => name)
  for (const name of names.filter(wanted)) await database.collection(name).drop()
}

test(
  'all is wiped, and restored from a dump under load, while NATS still knows what happened later, and what was dead',
  async () => {
    const folder = folderOf('dump')
    const { before, all } = await buyAndDump(folder)
    await open.settle()
    const nats = await connect({ servers: open.running.natsUrl })
    await jetstream(nats).publish('dead.order.failed.nobody', 'left over')
    expect(await restore(folder)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^These services run.*: .*order/),
    })
    await whileClosed(async (database) => {
      const refused = await restore(folder)
      expect([refused.code, refused.output]).toEqual([
        1,
        expect.stringMatching(/^MONGODB_DATABASE: .* has orders already/),
      ])
      await drop(database, (name) => !name.startsWith('system.'))
      expect(await restore(folder)).toMatchObject({ code: 0 })
      expect(await restore('--loaded')).toMatchObject({
        code: 0,
        output: expect.stringMatching(/order: \d+ events read, 0 documents/),
      })
    })
    const orders = (await gather(open.running)).documents.order.map(({ id }) => id)
    expect(before.filter((id) => !orders.includes(id))).toEqual([])
    expect(orders.filter((id) => !all.includes(id))).toEqual([])
    expect((await (await jetstreamManager(nats)).streams.info('DEAD')).state.messages).toBe(0)
    await nats.close()
    await rm(folder, { recursive: true })
  },
  WITHIN_MS,
)

test(
  'the documents alone are lost: from an older dump and the logs they become what they were',
  async () => {
    const folder = folderOf('older-dump')
    await buyAndDump(folder)
    await open.settle()
    const before = await gather(open.running)
    const lost = [...Object.values(documentsOf), 'mypage_purchases', 'mypage_pages']
    await whileClosed(async (database) => {
      await drop(database, (name) => lost.includes(name))
      expect(await restore(folder, '--documents')).toMatchObject({ code: 0 })
    })
    const after = await gather(open.running)
    expect(byId(after)).toEqual(byId(before))
    expect(after.views).toEqual(before.views)
    await rm(folder, { recursive: true })
  },
  WITHIN_MS,
)

/** In whatever order they stand. */
function byId({ documents }: Evidence): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(documents).flatMap(([kind, all]) => all.map((one) => [`${kind} ${one.id}`, one])))
}

test('a folder that holds no dump, or is there already, is refused', async () => {
  const { dataDir } = open.running
  expect(await backup(dataDir)).toEqual({ code: 1, output: `${dataDir}: is there already; name a folder that is not` })
  expect(await restore()).toMatchObject({ code: 1, output: expect.stringMatching(/^Expected a folder/) })
})
