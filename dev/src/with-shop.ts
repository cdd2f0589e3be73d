/** Runs another command with the addresses of the running shop in its environment: `with-shop.ts <file.ts> [arguments]`. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isCommand } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'
import { readDevSettings } from './settings.ts'
import { readProcesses } from './supervisor/process-file.ts'

async function main(): Promise<void> {
  const [file, ...args] = process.argv.slice(2)
  if (!file) throw new Obstacle('Usage: node dev/src/with-shop.ts <file.ts> [arguments]')
  const program: unknown = await import(pathToFileURL(path.join(projectRoot, file)).href)
  const command = typeof program === 'object' && program && 'command' in program ? program.command : undefined
  if (!isCommand(command)) throw new Obstacle(`${file} exports no command.`)
  // Arguments that are wrong are refused, and help is given, whether a shop runs or not.
  command.hook('preAction', findShop)
  await command.parseAsync(args, { from: 'user' })
}

async function findShop(): Promise<void> {
  const settings = readDevSettings()
  const processes = await readProcesses(settings.DATA_DIR)
  const mongo = settings.MONGODB_URI ?? processes?.mongo?.url
  const nats = settings.NATS_URL ?? processes?.nats?.url
  if (!mongo || !nats) {
    throw new Obstacle(
      `No shop runs on ${settings.DATA_DIR}. Start one with npm start, or set MONGODB_URI and NATS_URL.`,
    )
  }
  const found = { MONGODB_URI: mongo, NATS_URL: nats, MONGODB_DATABASE: settings.MONGODB_DATABASE }
  Object.assign(process.env, { MONGODB_URI_FILE: '', NATS_URL_FILE: '', ...found })
}

await runMain(main)
