import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { silent } from '../progress.ts'
import { withTemporaryFolder } from '../testing/temporary.ts'
import { mongoEngine, type MongoRungs } from './mongo.ts'

/** A machine without any engine, unless given. */
function machine(has: Partial<MongoRungs>): MongoRungs {
  return {
    whyNoMongo: async () => 'refused',
    findOnPath: () => undefined,
    downloadMongod: async () => undefined,
    whyNoFerretDb: async () => 'this is an abacus',
    mongod: async (file) => ({ url: `mongod: ${file}`, processes: [] }),
    ferretDb: async () => ({ url: 'ferretdb', processes: [] }),
    ...has,
  }
}

const options = { uri: undefined, dataDir: '/nowhere', durable: true, step: silent }
const everything = machine({
  whyNoMongo: async () => undefined,
  findOnPath: () => '/usr/bin/mongod',
  downloadMongod: async () => '/cache/mongod',
  whyNoFerretDb: async () => undefined,
})

test('MONGODB_URI comes first, and nothing is started beside it', async () => {
  const uri = 'mongodb://db.example'
  expect(await mongoEngine({ ...options, uri }, everything)).toEqual({ url: uri, processes: [] })
})

test('a MONGODB_URI that does not answer is reported without its password', async () => {
  const refused = mongoEngine({ ...options, uri: 'mongodb://me:secret@db.example/' }, machine({}))
  await expect(refused).rejects.toThrow(/^MONGODB_URI: nothing answers at mongodb:\/\/\*\*\*@db\.example\/ \(refused\)/)
})

test('a mongod on PATH comes before a downloaded one', async () => {
  expect((await mongoEngine(options, everything)).url).toBe('mongod: /usr/bin/mongod')
})

test('a downloaded mongod comes before FerretDB', async () => {
  const without = { ...everything, findOnPath: () => undefined }
  expect((await mongoEngine(options, without)).url).toBe('mongod: /cache/mongod')
})

test('FerretDB comes last', async () => {
  expect((await mongoEngine(options, machine({ whyNoFerretDb: async () => undefined }))).url).toBe('ferretdb')
})

test('data is opened by the kind of server that wrote it, also when another has become available', () =>
  withTemporaryFolder(async (dataDir) => {
    await mkdir(path.join(dataDir, 'postgres'))
    expect((await mongoEngine({ ...options, dataDir }, everything)).url).toBe('ferretdb')
  }))

test('where none of them is available, the error says why and how to proceed', async () => {
  await expect(mongoEngine(options, machine({}))).rejects.toThrow(
    /this is an abacus\. Set MONGODB_URI to a running one\.$/,
  )
})
