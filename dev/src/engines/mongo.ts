/** MongoDB, from the first of these that answers: MONGODB_URI, mongod on PATH, a downloaded mongod, FerretDB from the registries. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Obstacle } from '../obstacle.ts'
import { findOnPath } from '../process/path.ts'
import type { ProgressStep } from '../progress.ts'
import { withoutPassword, type Engine } from './engine.ts'
import { ferretDb, whyNoFerretDb } from './ferretdb.ts'
import { whyNoMongo } from './mongo-answers.ts'
import { downloadMongod, mongod } from './mongod.ts'

type MongoEngineOptions = {
  readonly uri: string | undefined // MONGODB_URI
  readonly dataDir: string
  readonly durable: boolean // false spares the disk, for disposable data
  readonly login?: boolean // of a FerretDB: only who may read the data folder gets in
  readonly step: ProgressStep
}

/** What each rung needs of the machine; a test replaces it. */
export type MongoRungs = {
  readonly whyNoMongo: typeof whyNoMongo
  readonly findOnPath: typeof findOnPath
  readonly downloadMongod: typeof downloadMongod
  readonly whyNoFerretDb: typeof whyNoFerretDb
  readonly mongod: typeof mongod
  readonly ferretDb: typeof ferretDb
}

const machine: MongoRungs = { whyNoMongo, findOnPath, downloadMongod, whyNoFerretDb, mongod, ferretDb }
const answerMs = 3_000

export async function mongoEngine(options: MongoEngineOptions, rungs: MongoRungs = machine): Promise<Engine> {
  const { uri, dataDir, step } = options
  if (uri) return given(uri, rungs)
  // Data is found again only by the kind of server that wrote it.
  if (existsSync(path.join(dataDir, 'postgres'))) return rungs.ferretDb(options)
  const installed = rungs.findOnPath('mongod') ?? (await rungs.downloadMongod(step))
  if (installed) return rungs.mongod(installed, dataDir)
  const why = await rungs.whyNoFerretDb()
  if (why) {
    throw new Obstacle(
      `No MongoDB: mongod is not on PATH, its download is refused, and for FerretDB ${why}. Set MONGODB_URI to a running one.`,
    )
  }
  return rungs.ferretDb(options)
}

async function given(uri: string, rungs: MongoRungs): Promise<Engine> {
  const why = await rungs.whyNoMongo(uri, answerMs)
  if (why)
    throw new Obstacle(
      `MONGODB_URI: nothing answers at ${withoutPassword(uri)} (${why}). Correct it, or leave it unset.`,
    )
  return { url: uri, processes: [] }
}
