/** MongoDB and NATS as a fixture, for tests of one service. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silent } from '../progress.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { dropDatabase } from './database.ts'
import { mongoEngine } from './mongo.ts'
import { natsEngine } from './nats.ts'

export type Engines = {
  readonly mongoUri: string
  readonly database: string // of this test alone
  readonly natsUrl: string
  /** The accidents and restarts a test wants: `process('nats').kill('SIGKILL')`. MongoDB's only where the test has its own. */
  readonly process: Supervisor['process']
  /** Stops what was started, and leaves nothing behind. */
  readonly stop: () => Promise<void>
}

/**
 * A NATS of its own, and MongoDB: MONGODB_URI's, which all tests of a run share, with a database of its own; without that, or with
 * `own`, a server of its own too.
 */
export async function startEngines({ own = false }: { own?: boolean } = {}): Promise<Engines> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shop-'))
  const database = path.basename(dataDir)
  const uri = own ? undefined : process.env.MONGODB_URI || undefined
  const mongo = await mongoEngine({ uri, dataDir, durable: false, step: silent })
  const nats = await natsEngine({ given: undefined, dataDir, step: silent })
  const observer = { line: () => {}, news: () => {}, started: () => Promise.resolve() }
  const supervisor = new Supervisor([...mongo.processes, ...nats.processes], observer)
  await supervisor.start()
  return {
    mongoUri: mongo.url,
    database,
    natsUrl: nats.url,
    process: (name) => supervisor.process(name),
    stop: async () => {
      if (uri) await dropDatabase(uri, database)
      await supervisor.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
