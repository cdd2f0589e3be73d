/** Two replicas of every service beside each other, one of them replaced after another while people buy. */
import { services } from '@shop/dev/shop/topology.ts'
import { Buyers } from '../chaos/buyers.ts'
import { compare } from '../chaos/outcome.ts'
import { PatientClient } from '../clients/patient.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { openShop } from './open-shop.ts'

const open = openShop({ replicas: 2 })
const PER_SECOND = 5
const MAX_MS = 240_000

test(
  'one replica of every service is replaced under load: each ends within its grace, and nothing is lost or doubled',
  async () => {
    const shop = open.running
    const client = new PatientClient(shop)
    const buyers = new Buyers(client, seededRandom(1))
    await buyers.prepare()
    const enough = new AbortController()
    const buying = buyers.come(PER_SECOND, Date.now() + MAX_MS, enough.signal)
    const exits = []
    for (const name of services) exits.push({ name, exit: await shop.process(name).restart() })
    enough.abort()
    await buying
    await shop.settle(90_000)
    expect(exits.filter(({ exit }) => exit?.code !== 0)).toEqual([])
    expect(buyers.complaints).toEqual([])
    const sold = buyers.sales.map(({ orderId }) => orderId)
    expect(await compare(shop, sold)).toEqual({ lost: 0, doubled: 0, terminal: sold.length })
    expect(sold.length).toBeGreaterThan(PER_SECOND)
    expect(await brokenInvariants(shop)).toEqual([])
  },
  MAX_MS,
)
