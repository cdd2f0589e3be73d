/** `npm run reset`: forgets everything that DATA_DIR holds. Refuses while a shop runs on it. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Obstacle, runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'
import { readDevSettings } from './settings.ts'
import { lockData } from './shop/dataLock.ts'
import { endLeftovers } from './supervisor/partsFile.ts'

// What a start writes there, and so all that is removed: DATA_DIR may name a folder that holds more.
const ours = ['postgres', 'ferretdb', 'mongod', 'nats', 'jwt-secret', 'demo-loaded']

async function main(): Promise<void> {
  const { DATA_DIR: dataDir, MONGODB_URI: uri, NATS_URL: url } = readDevSettings()
  if (!existsSync(dataDir)) return console.log(`There is no data: ${dataDir} does not exist.`)
  const lock = await lockData(dataDir).catch((error: unknown) => {
    throw error instanceof Obstacle ? new Obstacle(`Nothing was forgotten. ${error.message}`) : error
  })
  await endLeftovers(dataDir)
  for (const name of ours) await rm(path.join(dataDir, name), { recursive: true, force: true })
  await lock.release()
  console.log(`Forgotten: ${path.relative(projectRoot, dataDir) || dataDir}. The next start begins anew.`)
  if (uri || url) console.log('What is in MONGODB_URI and NATS_URL was left as it is.')
}

await runMain(main)
