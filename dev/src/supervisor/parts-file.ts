/** $DATA_DIR/parts.json: what runs, where (with the passwords of engines that the shop started), as which process. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { endProcess } from '../process/identity.ts'

const PartEntry = z.object({
  pid: z.int().positive().optional(), // none where somebody else runs it
  birth: z.string().optional(), // tells this process from a later one with its id
  url: z.string(),
  startedAt: z.iso.datetime().optional(), // this process
  restarts: z.int().nonnegative().optional(), // since the start of the shop
})
export type PartEntry = z.infer<typeof PartEntry>
const PartsFile = z.record(z.string(), PartEntry)
export type PartsFile = z.infer<typeof PartsFile>

const staleStopMs = 15_000

export function partsFile(dataDir: string): string {
  return path.join(dataDir, 'parts.json')
}

/** A reader sees the old file or the new one, never half of one. */
export async function writeParts(dataDir: string, parts: PartsFile): Promise<void> {
  const file = partsFile(dataDir)
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(parts, null, 2)}\n`, { mode: 0o600 })
  await rename(next, file)
}

/** Undefined where there is none, or nothing of use in it. */
export async function readParts(dataDir: string): Promise<PartsFile | undefined> {
  try {
    return PartsFile.parse(JSON.parse(await readFile(partsFile(dataDir), 'utf8')))
  } catch {
    return undefined
  }
}

export async function removeParts(dataDir: string): Promise<void> {
  await rm(partsFile(dataDir), { force: true })
}

/** Ends what a killed supervisor left running, and nothing else; the last started first. */
export async function endLeftovers(dataDir: string): Promise<void> {
  for (const { pid, birth } of Object.values((await readParts(dataDir)) ?? {}).toReversed()) {
    // SIGINT: to every part, PostgreSQL too, it means stop in order without waiting for clients.
    if (pid && birth) await endProcess({ pid, birth }, 'SIGINT', staleStopMs)
  }
  await removeParts(dataDir)
}
