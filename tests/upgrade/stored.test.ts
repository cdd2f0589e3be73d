/**
 * What earlier releases have stored: `stored/` has a dump of each of them, with orders that were under way. They are never written anew: a
 * release that changes what is stored adds one of the release before it (`npm run proof:upgrade -- --from TAG --store FOLDER`).
 */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { contract } from '@shop/contract/catalog.ts'
import { startEngines } from '@shop/dev/engines/engines.ts'
import { settle } from '@shop/dev/shop/settle.ts'
import { open } from '@shop/recovery/connections.ts'
import { restoreAtOnce } from '../recovery/restore-at-once.ts'
import { Services } from '../component/services.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { gather } from '../invariants/evidence.ts'

const stored = path.join(import.meta.dirname, 'stored')
const quiet = { far: () => undefined, done: () => undefined }

test.each(readdirSync(stored))(
  'what %s has stored is read, and its orders that were under way come to their end',
  async (release) => {
    const engines = await startEngines()
    const connections = await open(engines, contract)
    const restored = await restoreAtOnce(connections, { what: 'all', folder: path.join(stored, release) }, quiet)
    await connections.close()
    expect(restored.alarms).toEqual([])
    const { logs } = await gather(engines)
    const placed = logs.order.filter(({ type }) => type === 'OrderPlaced')
    const known = new Set(logs.order.filter(({ type }) => type !== 'OrderPlaced').map(({ aggregateId }) => aggregateId))
    expect(placed.filter(({ aggregateId }) => !known.has(aggregateId)).length).toBeGreaterThan(0)
    const { mongoUri, database, natsUrl } = engines
    const services = await Services.start({
      env: { MONGODB_URI: mongoUri, MONGODB_DATABASE: database, NATS_URL: natsUrl },
    })
    await settle({ mongoUri, database, natsUrl, withinMs: 60_000 })
    expect(await brokenInvariants(engines)).toEqual([])
    await services.stop()
    await engines.stop()
  },
  180_000,
)
