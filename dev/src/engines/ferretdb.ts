/**
 * MongoDB's protocol from the package registries, for machines where no mongod can be had: FerretDB (Go) in front of PostgreSQL with
 * the DocumentDB extension (Debian).
 */
import { existsSync } from 'node:fs'
import { appendFile, chown, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { freePort } from '../ports.ts'
import { run } from '../process/run.ts'
import type { Step } from '../progress.ts'
import type { Part } from '../supervisor/part.ts'
import { cached } from './cache.ts'
import { addLauncher, unpackPackages, whyNoDebian } from './debian.ts'
import { isAlarm, type Engine } from './engine.ts'
import { compile, whyNoGo } from './go.ts'
import { mongoAnswers } from './mongoAnswers.ts'

const programs = 'usr/lib/postgresql/18/bin'
const nobody = 65534
const isRoutine =
  /the database system is (starting up|shutting down|not yet accepting connections|in recovery mode)|due to administrator command/

/** Why it cannot be had here; undefined where it can. */
export async function whyNoFerretDb(): Promise<string | undefined> {
  return (await whyNoDebian()) ?? (await whyNoGo())
}

/** Gets what is missing, both at the same time, and describes the two parts. `durable: false` spares the disk; for tests. */
export async function ferretDb(options: { dataDir: string; durable: boolean; step: Step }): Promise<Engine> {
  const [ferretdb, postgresql] = await Promise.all([getFerretDb(options.step), getPostgreSql(options.step)])
  const postgresPort = await freePort()
  const port = await freePort()
  const url = `mongodb://127.0.0.1:${port}/`
  const postgres = postgresPart(postgresql, path.join(options.dataDir, 'postgres'), postgresPort, options.durable)
  const state = path.join(options.dataDir, 'ferretdb')
  const mongo: Part = {
    name: 'mongo',
    url,
    after: ['postgres'],
    command: {
      file: path.join(ferretdb, 'ferretdb'),
      args: [
        `--postgresql-url=${postgres.url}`,
        `--listen-addr=127.0.0.1:${port}`,
        `--state-dir=${state}`,
        '--no-auth',
        '--telemetry=disable',
        '--debug-addr=-',
        '--log-level=ERROR',
      ],
      env: { DO_NOT_TRACK: '1' },
    },
    prepare: async () => void (await mkdir(state, { recursive: true })),
    isReady: () => mongoAnswers(url),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
    shows: isAlarm,
  }
  return { url, parts: [postgres, mongo] }
}

export function getFerretDb(step: Step): Promise<string> {
  return cached('ferretdb-2.7.0', (folder) =>
    compile('github.com/FerretDB/FerretDB/v2/cmd/ferretdb@v2.7.0', 610, folder, step),
  )
}

function getPostgreSql(step: Step): Promise<string> {
  return cached('postgresql-18', async (folder) => {
    await unpackPackages(folder, ['postgresql-18-documentdb'], step)
    for (const program of ['postgres', 'initdb', 'psql']) await addLauncher(folder, path.join(programs, program))
    // Debian installs this name by a script that was not run here.
    const extensions = path.join(folder, 'usr/share/postgresql/18/extension')
    await run({ file: 'ln', args: ['-sf', 'postgis-3.control', path.join(extensions, 'postgis.control')] })
  })
}

function postgresPart(root: string, dataDir: string, port: number, durable: boolean): Part {
  const program = (name: string): string => path.join(root, programs, name)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
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
        // Pages stay whole in the log even in tests: a killed process can leave half of one behind.
        ...(durable ? [] : ['-F']),
      ],
      stopSignal: 'SIGINT', // its fast and clean shutdown
      unprivileged: true,
    },
    prepare: () => prepareData(program('initdb'), dataDir, durable),
    // FerretDB needs the extension, so ready means: it answers, and has it.
    isReady: () => extensionIsThere(program('psql'), url),
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
  if (process.getuid?.() === 0) await chown(dataDir, nobody, nobody)
  const args = ['-D', fresh, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C']
  await run({ file: initdb, args: durable ? args : [...args, '--no-sync'], unprivileged: true })
  const settings = [
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "shared_preload_libraries = 'pg_cron, pg_documentdb_core, pg_documentdb'",
    "cron.database_name = 'postgres'",
    "log_min_messages = 'fatal'", // a taken _id is an error to PostgreSQL, and everyday life to us
  ]
  await appendFile(path.join(fresh, 'postgresql.conf'), settings.map((line) => `${line}\n`).join(''))
  await rename(fresh, data)
}

async function extensionIsThere(psql: string, url: string): Promise<boolean> {
  const args = [url, '--no-psqlrc', '--quiet', '--command', 'CREATE EXTENSION IF NOT EXISTS documentdb CASCADE']
  return run({ file: psql, args, env: { PGCONNECT_TIMEOUT: '5' } }).then(
    () => true,
    () => false,
  )
}
