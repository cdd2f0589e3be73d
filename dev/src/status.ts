/** `npm run status`: every process of the running shop, with its health. Exit code 1 where one is missing or not healthy. */
import { commandLine } from '@shop/platform/command-line.ts'
import { withoutPassword } from './engines/engine.ts'
import { whyNoMongo } from './engines/mongo-answers.ts'
import { whyNoNats } from './engines/nats-answers.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { isAlive } from './process/identity.ts'
import { givenNats, readDevSettings, type DevSettings } from './settings.ts'
import { runningShop } from './shop/data-lock.ts'
import { backlogIn, memoryMiB, span } from './shop/process-figures.ts'
import { healthProblem } from './shop/topology.ts'
import { readProcesses, type ProcessEntry } from './supervisor/process-file.ts'

const answerMs = 2_000

async function main(): Promise<void> {
  const settings = readDevSettings()
  const running = await readProcesses(settings.DATA_DIR)
  if (!running || !(await runningShop(settings.DATA_DIR))) {
    throw new Obstacle(
      `No shop runs on ${settings.DATA_DIR}. Start one with npm start, or set DATA_DIR to where one runs.`,
    )
  }
  const rows = await Promise.all(
    Object.entries(running).map(async ([name, entry]) => {
      const [problem, backlog] = await Promise.all([health(name, entry, settings), backlogOf(entry.url)])
      return { name, entry, backlog, problem: problem ?? '' }
    }),
  )
  console.log(line(['name', 'process', 'up', 'restarts', 'memory', 'backlog', 'address', 'health']))
  const counted = new Set<number>() // of a process that runs several services, the first has its memory
  for (const { name, entry, backlog, problem } of rows) {
    const memory = entry.pid === undefined || counted.has(entry.pid) ? undefined : memoryMiB(entry.pid)
    if (entry.pid !== undefined) counted.add(entry.pid)
    const up = entry.startedAt === undefined ? '' : span(Date.now() - Date.parse(entry.startedAt))
    const figures = [
      up,
      String(entry.restarts ?? ''),
      memory === undefined ? '' : `${memory} MiB`,
      String(backlog ?? ''),
    ]
    console.log(
      line([name, String(entry.pid ?? 'elsewhere'), ...figures, withoutPassword(entry.url), problem || 'healthy']),
    )
  }
  if (rows.some(({ problem }) => problem)) process.exitCode = 1
}

const widths = [10, 9, 7, 8, 8, 7, 45]

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' ')
}

/** Events that wait for a service; undefined for what is none. */
async function backlogOf(url: string): Promise<number | undefined> {
  if (!url.startsWith('http')) return undefined
  const metrics = await fetch(new URL('/metrics', url), { signal: AbortSignal.timeout(answerMs) })
    .then((response) => response.text())
    .catch(() => '')
  return backlogIn(metrics)
}

/** What is wrong with it; undefined where nothing is. */
async function health(
  name: string,
  { pid, birth, url }: ProcessEntry,
  settings: DevSettings,
): Promise<string | undefined> {
  if (pid && birth && !isAlive({ pid, birth })) return 'is gone'
  if (url.startsWith('http')) return healthProblem(url)
  // Of those that run elsewhere, the report has no passwords.
  if (name === 'mongo') return whyNoMongo((!pid && settings.MONGODB_URI) || url, answerMs)
  if (name === 'nats') return whyNoNats((!pid && givenNats(settings)) || { NATS_URL: url }, answerMs)
  return undefined
}

await commandLine({
  script: 'status',
  does: 'Lists the processes of the running shop: process id, uptime, restarts, memory of that process, events that wait for it, health. Exit code 1 where one is missing or not healthy.',
  examples: { '': 'of the shop on DATA_DIR' },
})
  .action(() => runMain(main))
  .parseAsync()
process.exit()
