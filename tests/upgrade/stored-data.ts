/** What an earlier release stores: every journey is gone through, then orders are placed whose events cannot be published, and all is dumped. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from '@shop/dev/process/run.ts'
import { Shop } from '@shop/dev/shop/shop.ts'
import { PatientClient } from '../clients/patient.ts'
import { journeys, Traveller } from '../matrix/journeys.ts'
import { nodeOf } from '@shop/dev/shop/topology.ts'
import { z } from 'zod'

const underWay = 5 // orders

/** `root`: the release's sources, whose own `npm run backup` writes the folder. */
export async function storeData(root: string, folder: string): Promise<void> {
  const shop = await Shop.start({ ownEngines: true, root })
  try {
    const traveller = new Traveller(new PatientClient(shop))
    await traveller.prepare()
    await Promise.all(Object.values(journeys).map((journey) => journey(traveller)))
    await shop.settle()
    await shop.process('nats').stop()
    for (let n = 0; n < underWay; n += 1) await traveller.place('rich', 'plenty')
    const env = { MONGODB_URI: shop.mongoUri, MONGODB_DATABASE: shop.database }
    await run({ file: nodeOf(root), args: [await backupScript(root), folder], cwd: root, env })
  } finally {
    await shop.stop()
  }
}

const Manifest = z.object({ scripts: z.object({ backup: z.string() }) })

/** The file that its `npm run backup` runs, wherever it stood then. */
async function backupScript(root: string): Promise<string> {
  const { scripts } = Manifest.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')))
  return path.join(root, scripts.backup.split(' ').at(-1) ?? '')
}
