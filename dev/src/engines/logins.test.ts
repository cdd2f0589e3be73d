import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { silent } from '../progress.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { withoutPassword } from './engine.ts'
import { mongoEngine } from './mongo.ts'
import { whyNoMongo } from './mongo-answers.ts'
import { natsEngine } from './nats.ts'
import { whyNoNats } from './nats-answers.ts'

const observer = { line: () => {}, news: () => {}, started: () => Promise.resolve() }
let dataDir = ''
beforeEach(async () => void (dataDir = await mkdtemp(path.join(tmpdir(), 'shop-'))))
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Engines on the data folder, while `work` is done. */
async function running(login: boolean, work: (mongo: string, nats: string) => Promise<void>): Promise<void> {
  const options = { dataDir, login, step: silent }
  const mongo = await mongoEngine({ ...options, uri: undefined, durable: false })
  const nats = await natsEngine({ ...options, given: undefined })
  const supervisor = new Supervisor([...mongo.processes, ...nats.processes], observer)
  await supervisor.start()
  try {
    await work(mongo.url, nats.url)
  } finally {
    await supervisor.stop()
  }
}

const withoutLogin = (url: string) => withoutPassword(url).replace('***@', '')

test('engines of a shop let in who has its passwords; a data folder of an earlier release goes on with what it holds', async () => {
  const things = (client: MongoClient) => client.db('shop').collection<{ _id: string }>('things')
  await running(false, async (mongo) => {
    const client = new MongoClient(mongo)
    await things(client).insertOne({ _id: 'kept' })
    await client.close()
  })
  await running(true, async (mongo, nats) => {
    const client = new MongoClient(mongo)
    expect(await things(client).findOne()).toEqual({ _id: 'kept' })
    await client.close()
    expect(await whyNoNats({ NATS_URL: nats }, 5_000)).toBeUndefined()
    expect(await whyNoMongo(withoutLogin(mongo), 5_000)).toMatch(/auth/i)
    expect(await whyNoNats({ NATS_URL: withoutLogin(nats) }, 5_000)).toMatch(/login|auth/i)
  })
  for (const name of ['nats', 'nats/nats.conf', 'nats/password', 'ferretdb', 'ferretdb/password', 'postgres/sockets']) {
    const { mode } = await stat(path.join(dataDir, name)).catch(() => ({ mode: 0o600 })) // FerretDB's, where it is the engine
    expect([name, mode & 0o077]).toEqual([name, 0])
  }
}, 240_000)

test('where the data lies too deep for a socket, the sockets are elsewhere, and leave nothing behind', async () => {
  const outer = dataDir
  const temporary = path.join(outer, 'tmp')
  dataDir = path.join(outer, 'd'.repeat(100))
  await mkdir(temporary)
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = temporary
  try {
    await running(false, async (mongo) => expect(await whyNoMongo(mongo, 5_000)).toBeUndefined())
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    dataDir = outer
  }
  expect(await readdir(temporary)).toEqual([])
}, 240_000)
