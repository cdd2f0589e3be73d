/** $DATA_DIR/processes.json: what runs, where (with the passwords of engines that the shop started), as which process. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { endProcess } from '../process/identity.ts'

const ProcessEntry = z.object({
  pid: z.int().positive().optional(), // none where it runs elsewhere
  birth: z.string().optional(), // distinguishes this process from a later one with the same id
  url: z.string(),
  startedAt: z.iso.datetime().optional(), // this process
  restarts: z.int().nonnegative().optional(), // since the start of the shop
})
export type ProcessEntry = z.infer<typeof ProcessEntry>
const ProcessFile = z.record(z.string(), ProcessEntry)
export type ProcessFile = z.infer<typeof ProcessFile>

const staleStopMs = 15_000

/** What earlier shops called it: one that was killed may have left such a file, with processes that still run. */
const EARLIER_NAME = 'parts.json'

export function processFile(dataDir: string): string {
  return path.join(dataDir, 'processes.json')
}

/** A reader sees the old file or the new one, never half of one. */
export async function writeProcesses(dataDir: string, processes: ProcessFile): Promise<void> {
  const file = processFile(dataDir)
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(processes, null, 2)}\n`, { mode: 0o600 })
  await rename(next, file)
}

/** Undefined where there is none, or nothing of use in it. */
export async function readProcesses(dataDir: string): Promise<ProcessFile | undefined> {
  return (await read(processFile(dataDir))) ?? read(path.join(dataDir, EARLIER_NAME))
}

async function read(file: string): Promise<ProcessFile | undefined> {
  try {
    return ProcessFile.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

export async function removeProcessFile(dataDir: string): Promise<void> {
  await rm(processFile(dataDir), { force: true })
  await rm(path.join(dataDir, EARLIER_NAME), { force: true })
}

/** Ends what a killed supervisor left running, and nothing else; the last started first. */
export async function endOrphans(dataDir: string): Promise<void> {
  for (const { pid, birth } of Object.values((await readProcesses(dataDir)) ?? {}).toReversed()) {
    // SIGINT: to every process, PostgreSQL too, it means stop in order without waiting for clients.
    if (pid && birth) await endProcess({ pid, birth }, 'SIGINT', staleStopMs)
  }
  await removeProcessFile(dataDir)
}
