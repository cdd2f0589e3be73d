/**
 * MongoDB's protocol from the package registries, for machines where no mongod can be had: FerretDB (Go) in front of PostgreSQL with
 * the DocumentDB extension (Debian).
 */
import { existsSync } from 'node:fs'
import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../ports.ts'
import { output, run } from '../process/run.ts'
import { type ProgressStep, silent } from '../progress.ts'
import type { ProcessSpec } from '../supervisor/process-spec.ts'
import { cached } from './cache.ts'
import { addLauncher, unpackPackages, whyNoDebian } from './debian.ts'
import { isAlarm, type Engine } from './engine.ts'
import { compile, whyNoGo } from './go.ts'
import { goRuntime, smallHeap } from './go-runtime.ts'
import { secretIn } from './login.ts'
import { mongoAnswers } from './mongo-answers.ts'

const source = {
  module: 'github.com/FerretDB/FerretDB/v2',
  version: 'v2.7.0',
  sum: 'h1:e68kyioANdGrATjgVINPCJgsSN7H+cOPMDGvJoYxz5E=',
  command: 'cmd/ferretdb',
  program: 'ferretdb',
  packages: 610,
} as const
const programs = 'usr/lib/postgresql/18/bin'
const unprivilegedId = 65534
const isRoutine =
  /the database system is (starting up|shutting down|not yet accepting connections|in recovery mode)|due to administrator command/

/** Why it cannot be had here; undefined where it can. */
export async function whyNoFerretDb(): Promise<string | undefined> {
  return (await whyNoDebian()) ?? (await whyNoGo())
}

type FerretOptions = {
  readonly dataDir: string
  readonly durable: boolean // false spares the disk; for tests
  readonly login?: boolean // only who may read the data folder gets in; default: every user of this machine
  readonly step: ProgressStep
}

/** Gets what is missing, both at the same time, and describes the two processes. */
export async function ferretDb(options: FerretOptions): Promise<Engine> {
  const [ferretdb, postgresql] = await Promise.all([getFerretDb(options.step), getPostgreSql(options.step)])
  const postgresPort = await freePort()
  const port = await freePort()
  const state = path.join(options.dataDir, 'ferretdb')
  if (options.login) await mkdir(state, { recursive: true })
  const password = options.login ? await secretIn(path.join(state, 'password')) : undefined
  const url = `mongodb://${password === undefined ? '' : `postgres:${password}@`}127.0.0.1:${port}/`
  const postgres = await postgresProcess({
    root: postgresql,
    dataDir: path.join(options.dataDir, 'postgres'),
    port: postgresPort,
    durable: options.durable,
    password,
  })
  const mongo: ProcessSpec = {
    name: 'mongo',
    url,
    after: ['postgres'],
    command: {
      file: path.join(ferretdb, 'ferretdb'),
      args: [
        `--listen-addr=127.0.0.1:${port}`,
        `--state-dir=${state}`,
        ...(password === undefined ? ['--no-auth'] : []),
        '--telemetry=disable',
        '--debug-addr=-',
        '--log-level=ERROR',
      ],
      env: { ...goRuntime(), ...smallHeap, DO_NOT_TRACK: '1', FERRETDB_POSTGRESQL_URL: postgres.url },
    },
    prepare: async () => {
      await mkdir(state, { recursive: true })
      await chmod(state, 0o700)
    },
    isReady: () => mongoAnswers(url),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
    shows: isAlarm,
  }
  return { url, processes: [postgres, mongo] }
}

export function getFerretDb(step: ProgressStep): Promise<string> {
  return cached('ferretdb-2.7.0', (folder) => compile(source, folder, step))
}

function getPostgreSql(step: ProgressStep): Promise<string> {
  return cached('postgresql-18', async (folder) => {
    await unpackPackages(folder, ['postgresql-18-documentdb'], step)
    for (const program of ['postgres', 'initdb', 'psql']) await addLauncher(folder, path.join(programs, program))
    // Debian installs this name by a script that was not run here.
    const extensions = path.join(folder, 'usr/share/postgresql/18/extension')
    await run({ file: 'ln', args: ['-sf', 'postgis-3.control', path.join(extensions, 'postgis.control')] })
  })
}

/** What PostgreSQL at this URL answers, one line a row. */
export async function askPostgres(url: string, query: string): Promise<string> {
  const file = path.join(await getPostgreSql(silent), programs, 'psql')
  return output({ file, args: [url, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--command', query] })
}

type PostgresOptions = {
  readonly root: string
  readonly dataDir: string
  readonly port: number
  readonly durable: boolean
  /** Its superuser's password; FerretDB requires it of its clients. */
  readonly password: string | undefined
}

/** It listens on a Unix socket in a private folder, and trusts every connection there. */
async function postgresProcess({ root, dataDir, port, durable, password }: PostgresOptions): Promise<ProcessSpec> {
  const program = (name: string): string => path.join(root, programs, name)
  const inData = path.join(dataDir, 'sockets')
  const sockets = await socketFolder(inData, port)
  const url = `postgres://postgres@/postgres?host=${encodeURIComponent(sockets)}&port=${port}`
  const settings = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    // The extensions open connections of their own.
    'cron.host': sockets,
    'cron.log_run': 'off', // into a table that nobody empties
    'documentdb.localhost_connection_string': `host='${sockets}'`,
  }
  return {
    name: 'postgres',
    url,
    after: [],
    command: {
      file: program('postgres'),
      args: [
        '-D',
        path.join(dataDir, 'data'),
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        // full_page_writes is on even in tests: a killed process can leave a torn page.
        ...(durable ? [] : ['-F']),
      ],
      stopSignal: 'SIGINT', // its fast and clean shutdown
      unprivileged: true,
    },
    prepare: async () => {
      await prepareData(program('initdb'), dataDir, durable)
      await closeFolder(sockets)
    },
    cleanUp: async () => {
      if (sockets !== inData) await rm(sockets, { recursive: true, force: true })
    },
    // FerretDB needs the extension, so ready means: it answers, and has it.
    isReady: () => isSetUp(program('psql'), { url, dataDir, password }),
    readyWithinMs: 60_000, // after a crash it first goes through its log
    stopWithinMs: 20_000,
    shows: (line) => isAlarm(line) && !isRoutine.test(line),
  }
}

/** A data folder appears whole: a first start that is killed leaves none. */
async function prepareData(initdb: string, dataDir: string, durable: boolean): Promise<void> {
  const data = path.join(dataDir, 'data')
  const fresh = path.join(dataDir, 'fresh')
  if (existsSync(data)) return
  await rm(fresh, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  if (process.getuid?.() === 0) await chown(dataDir, unprivilegedId, unprivilegedId)
  const args = ['-D', fresh, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C']
  await run({ file: initdb, args: durable ? args : [...args, '--no-sync'], unprivileged: true })
  const settings = [
    "shared_preload_libraries = 'pg_cron, pg_documentdb_core, pg_documentdb'",
    "cron.database_name = 'postgres'",
    "log_min_messages = 'fatal'", // a taken _id is an error to PostgreSQL, and everyday life to us
  ]
  await appendFile(path.join(fresh, 'postgresql.conf'), settings.map((line) => `${line}\n`).join(''))
  await rename(fresh, data)
}

const maxSocketBytes = 100 // bytes; systems allow 103 to 107

/**
 * A socket's whole path must be short: where the data lies deep, sockets are in a folder of their own among the temporary files. The data
 * folder notes which, so that one that was left by a killed process goes at the next start.
 */
async function socketFolder(wanted: string, port: number): Promise<string> {
  if (Buffer.byteLength(path.join(wanted, `.s.PGSQL.${port}`)) <= maxSocketBytes) return wanted
  const note = `${wanted}-elsewhere`
  const left = await readFile(note, 'utf8').catch(() => undefined)
  if (left !== undefined) await rm(left, { recursive: true, force: true })
  const folder = await mkdtemp(path.join(tmpdir(), 'pg-'))
  await mkdir(path.dirname(note), { recursive: true })
  await writeFile(note, folder)
  return folder
}

async function closeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  if (process.getuid?.() === 0) await chown(folder, unprivilegedId, unprivilegedId)
  await chmod(folder, 0o700)
}

type SetUp = Pick<PostgresOptions, 'dataDir' | 'password'> & { readonly url: string }

/**
 * Indexes are built when they are asked for; the extension's jobs look for what was left over, every two seconds by default, each time with
 * a connection of its own, which took four fifths of all CPU of a PostgreSQL that nobody asks anything. Once a minute is enough.
 */
const seldomJobs = `SELECT cron.alter_job(jobid, schedule => '* * * * *') FROM cron.job
  WHERE jobname LIKE 'documentdb_index_build_task_%' AND schedule <> '* * * * *';\n`

/** Whether it answers, and has what FerretDB needs; which is put there where it is missing. */
async function isSetUp(psql: string, { url, dataDir, password }: SetUp): Promise<boolean> {
  const file = path.join(dataDir, 'set-up.sql') // not an argument, which others could read
  const role = password === undefined ? '' : `ALTER ROLE postgres PASSWORD '${password}';\n`
  await writeFile(file, `CREATE EXTENSION IF NOT EXISTS documentdb CASCADE;\n${seldomJobs}${role}`, { mode: 0o600 })
  const args = [url, '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--file', file]
  try {
    await run({ file: psql, args, env: { PGCONNECT_TIMEOUT: '5' } })
    return true
  } catch {
    return false
  } finally {
    await rm(file, { force: true })
  }
}
