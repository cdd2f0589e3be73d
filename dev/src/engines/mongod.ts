/** A mongod: the machine's own, or the one that mongodb-memory-server downloads (used for its download alone: the data is on disk). */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { freePort } from '../ports.ts'
import type { ProgressStep } from '../progress.ts'
import { cacheFolder } from './cache.ts'
import { isAlarm, type Engine } from './engine.ts'
import { mongoAnswers } from './mongo-answers.ts'

const dayMs = 86_400_000
const answerMs = 3_000

export async function mongod(file: string, dataDir: string): Promise<Engine> {
  const port = await freePort()
  const url = `mongodb://127.0.0.1:${port}/`
  const data = path.join(dataDir, 'mongod')
  const command = { file, args: ['--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet'] }
  const spec = {
    name: 'mongo',
    url,
    after: [],
    command,
    prepare: async () => void (await mkdir(data, { recursive: true })),
    isReady: () => mongoAnswers(url),
    readyWithinMs: 60_000,
    stopWithinMs: 20_000,
    shows: isAlarm,
  }
  return { url, processes: [spec] }
}

/** The path of a downloaded mongod; undefined where the download is refused, which is then not tried again for a day. */
export async function downloadMongod(step: ProgressStep): Promise<string | undefined> {
  const refused = path.join(cacheFolder(), 'mongod-refused')
  if (await isYoung(refused)) return undefined
  // Loaded only here: it takes a while, and most starts do without.
  const { DryMongoBinary, MongoBinary } = await import('mongodb-memory-server')
  const options = { downloadDir: path.join(cacheFolder(), 'mongod'), checkMD5: true } // the hash that its source has beside it
  const there = await DryMongoBinary.locateBinary(await DryMongoBinary.generateOptions(options))
  if (there) return there
  try {
    await requireAnswer()
    return await step('MongoDB: downloading mongod', () => MongoBinary.getPath(options))
  } catch {
    await mkdir(cacheFolder(), { recursive: true })
    await writeFile(refused, 'The download of mongod was refused. It is tried again when this file is a day old.\n')
    return undefined
  }
}

/** The downloader itself tries for a long time; whether its source answers at all shows at once. */
async function requireAnswer(): Promise<void> {
  const source = process.env.MONGOMS_DOWNLOAD_MIRROR ?? 'https://fastdl.mongodb.org'
  await fetch(source, { method: 'HEAD', signal: AbortSignal.timeout(answerMs) })
}

async function isYoung(file: string): Promise<boolean> {
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Infinity,
  )
  return age < dayMs
}
