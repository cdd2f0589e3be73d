/** `npm run reset`: deletes everything in DATA_DIR. Refuses while a shop runs on it. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline/promises'
import { commandLine } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'
import { readDevSettings } from './settings.ts'
import { lockData } from './shop/data-lock.ts'
import { endOrphans } from './supervisor/process-file.ts'

// What a start writes there, and so all that is removed: DATA_DIR may name a folder that holds more.
const ours = ['postgres', 'ferretdb', 'mongod', 'nats', 'jwt-secret', 'demo-loaded', 'logs']

const command = commandLine({
  script: 'reset',
  does: 'Deletes the data of the shop in DATA_DIR (.data), for good: its database, its messages, its secret. Asks first.',
  examples: {
    '': 'asks, and deletes',
    '--dry-run': 'lists what would be deleted',
    '--yes': 'does not ask; for scripts',
  },
})
  .option('--yes', 'without asking', false)
  .option('--dry-run', 'only list what would be deleted', false)
  .action((options) => runMain(() => main(options)))

async function main({ yes, dryRun }: { readonly yes: boolean; readonly dryRun: boolean }): Promise<void> {
  const { DATA_DIR: dataDir, MONGODB_URI: uri, NATS_URL: url } = readDevSettings()
  if (!existsSync(dataDir)) return console.log(`There is no data: ${dataDir} does not exist.`)
  const there = ours.map((name) => path.join(dataDir, name)).filter((file) => existsSync(file))
  if (dryRun) return console.log(['Would be deleted:', ...there].join('\n  '))
  const lock = await lockData(dataDir).catch((error: unknown) => {
    throw error instanceof Obstacle ? new Obstacle(`Nothing was deleted. ${error.message}`) : error
  })
  try {
    if (!yes && !(await agreed(dataDir))) return console.log('Nothing was deleted.')
    await endOrphans(dataDir)
    for (const file of there) await rm(file, { recursive: true, force: true })
  } finally {
    await lock.release()
  }
  console.log(`Deleted: ${path.relative(projectRoot, dataDir) || dataDir}. The next start begins anew.`)
  if (uri || url) console.log('What is in MONGODB_URI and NATS_URL was left as it is.')
}

async function agreed(dataDir: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Obstacle('Nothing was deleted: there is no terminal to ask on. Confirm with --yes.')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`All data in ${dataDir} will be gone. Type "yes" to go on: `)
  terminal.close()
  return answer.trim() === 'yes'
}

await command.parseAsync()
