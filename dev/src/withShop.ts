/** Runs another program with the addresses of the running shop in its environment: `withShop.ts <file.ts> [arguments]`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { Obstacle, runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'
import { readDevSettings } from './settings.ts'
import { readParts } from './supervisor/partsFile.ts'

async function main(): Promise<void> {
  const [file, ...args] = process.argv.slice(2)
  if (!file) throw new Obstacle('Usage: node dev/src/withShop.ts <file.ts> [arguments]')
  const settings = readDevSettings()
  const parts = await readParts(settings.DATA_DIR)
  const mongo = settings.MONGODB_URI ?? parts?.mongo?.url
  const nats = settings.NATS_URL ?? parts?.nats?.url
  if (!mongo || !nats) {
    throw new Obstacle(
      `No shop runs on ${settings.DATA_DIR}. Start one with npm start, or set MONGODB_URI and NATS_URL.`,
    )
  }
  const found = { MONGODB_URI: mongo, NATS_URL: nats, MONGODB_DATABASE: settings.MONGODB_DATABASE }
  const env = { ...process.env, MONGODB_URI_FILE: '', NATS_URL_FILE: '', ...found }
  const child = spawn(process.execPath, [path.join(projectRoot, file), ...args], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const [code] = await once(child, 'exit')
  process.exitCode = typeof code === 'number' ? code : 1
}

await runMain(main)
