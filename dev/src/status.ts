/** `npm run status`: every part of the running shop, with its health. Exit code 1 where one is missing or not healthy. */
import { commandLine } from '@shop/platform/command-line.ts'
import { whyNoMongo } from './engines/mongoAnswers.ts'
import { whyNoNats } from './engines/natsAnswers.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { isAlive } from './process/identity.ts'
import { givenNats, readDevSettings, type DevSettings } from './settings.ts'
import { runningShop } from './shop/dataLock.ts'
import { readiness } from './shop/topology.ts'
import { readParts, type PartEntry } from './supervisor/partsFile.ts'

const answerMs = 2_000

async function main(): Promise<void> {
  const settings = readDevSettings()
  const parts = await readParts(settings.DATA_DIR)
  if (!parts || !(await runningShop(settings.DATA_DIR))) {
    throw new Obstacle(
      `No shop runs on ${settings.DATA_DIR}. Start one with npm start, or set DATA_DIR to where one runs.`,
    )
  }
  const rows = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => {
      return { name, part, problem: (await health(name, part, settings)) ?? '' }
    }),
  )
  for (const { name, part, problem } of rows) {
    const process = part.pid ? String(part.pid) : 'elsewhere'
    console.log([name.padEnd(10), process.padEnd(10), part.url.padEnd(45), problem || 'healthy'].join(' '))
  }
  if (rows.some(({ problem }) => problem)) process.exitCode = 1
}

/** What is wrong with it; undefined where nothing is. */
async function health(
  name: string,
  { pid, birth, url }: PartEntry,
  settings: DevSettings,
): Promise<string | undefined> {
  if (pid && birth && !isAlive({ pid, birth })) return 'is gone'
  if (url.startsWith('http')) return readiness(url)
  // Of those that run elsewhere, the report has no passwords.
  if (name === 'mongo') return whyNoMongo((!pid && settings.MONGODB_URI) || url, answerMs)
  if (name === 'nats') return whyNoNats((!pid && givenNats(settings)) || { NATS_URL: url }, answerMs)
  return undefined
}

await commandLine({
  script: 'status',
  does: 'Lists the parts of the running shop, with their health. Exit code 1 where one is missing or not healthy.',
  examples: { '': 'of the shop on DATA_DIR' },
})
  .action(() => runMain(main))
  .parseAsync()
process.exit()
