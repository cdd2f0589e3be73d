/** NATS JetStream, from the first of these: NATS_URL, nats-server on PATH, Debian's package, the Go module. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type NatsSettings, shownNats } from '@shop/platform/nats-settings.ts'
import { Obstacle } from '../obstacle.ts'
import { freePort } from '../ports.ts'
import { findOnPath } from '../process/path.ts'
import type { ProgressStep } from '../progress.ts'
import { cached } from './cache.ts'
import { addLauncher, unpackPackages, whyNoDebian } from './debian.ts'
import { isAlarm, type Engine } from './engine.ts'
import { secretIn } from './login.ts'
import { compile, whyNoGo } from './go.ts'
import { goRuntime } from './go-runtime.ts'
import { whyNoNats } from './nats-answers.ts'

type NatsEngineOptions = {
  readonly given: NatsSettings | undefined // one that runs, by its settings
  readonly dataDir: string
  readonly login?: boolean // only who may read the data folder gets in; default: every user of this machine
  readonly step: ProgressStep
}

/** What each rung needs of the machine; a test replaces it. */
export type NatsRungs = {
  readonly whyNoNats: typeof whyNoNats
  readonly findOnPath: typeof findOnPath
  readonly whyNoDebian: typeof whyNoDebian
  readonly fromDebian: (step: ProgressStep) => Promise<string>
  readonly whyNoGo: typeof whyNoGo
  readonly fromGo: (step: ProgressStep) => Promise<string>
}

const machine: NatsRungs = { whyNoNats, findOnPath, whyNoDebian, fromDebian, whyNoGo, fromGo }
const source = {
  module: 'github.com/nats-io/nats-server/v2',
  version: 'v2.15.1',
  sum: 'h1:fK3AeYFIji1Smng60jB0hVoAPZezA/UzsaI3BqXFNEI=',
  program: 'nats-server',
  packages: 250,
} as const
const answerMs = 3_000
const user = 'shop'

export async function natsEngine(
  { given, dataDir, login = false, step }: NatsEngineOptions,
  rungs: NatsRungs = machine,
): Promise<Engine> {
  if (!given) return natsServer(await natsProgram(step, rungs), dataDir, login)
  const { NATS_URL: url } = given
  const why = await rungs.whyNoNats(given, answerMs)
  if (!why) return { url, processes: [] }
  throw new Obstacle(
    `NATS_URL: nothing with JetStream answers at ${shownNats(url)} (${why}). Correct it, or leave it unset.`,
  )
}

/** The path of nats-server. */
export async function natsProgram(step: ProgressStep, rungs: NatsRungs = machine): Promise<string> {
  const installed = rungs.findOnPath('nats-server')
  if (installed) return installed
  const noDebian = await rungs.whyNoDebian()
  if (!noDebian) return rungs.fromDebian(step)
  const noGo = await rungs.whyNoGo()
  if (!noGo) return rungs.fromGo(step)
  throw new Obstacle(`No NATS: nats-server is not on PATH, and ${noGo}. Set NATS_URL to a running one.`)
}

async function fromDebian(step: ProgressStep): Promise<string> {
  const folder = await cached('nats-server-debian', async (root) => {
    await unpackPackages(root, ['nats-server'], step)
    await addLauncher(root, 'usr/sbin/nats-server')
  })
  return path.join(folder, 'usr/sbin/nats-server')
}

async function fromGo(step: ProgressStep): Promise<string> {
  const folder = await cached('nats-server-go', (root) => compile(source, root, step))
  return path.join(folder, 'nats-server')
}

async function natsServer(file: string, dataDir: string, login: boolean): Promise<Engine> {
  const port = await freePort()
  const folder = path.join(dataDir, 'nats')
  if (login) await mkdir(folder, { recursive: true })
  const password = login ? await secretIn(path.join(folder, 'password')) : undefined
  const url = `nats://${password === undefined ? '' : `${user}:${password}@`}127.0.0.1:${port}`
  const config = path.join(folder, 'nats.conf')
  const spec = {
    name: 'nats',
    url,
    after: [],
    command: { file, args: ['-c', config], env: goRuntime() },
    prepare: async () => {
      await mkdir(folder, { recursive: true })
      await chmod(folder, 0o700)
      await writeFile(config, settings(port, path.join(folder, 'jetstream'), password), { mode: 0o600 })
      await chmod(config, 0o600)
    },
    isReady: async () => (await whyNoNats({ NATS_URL: url }, 1_000)) === undefined,
    readyWithinMs: 30_000,
    stopWithinMs: 10_000,
    shows: isAlarm,
  }
  return { url, processes: [spec] }
}

/** The events' permanent log is in MongoDB and can refill the stream, so a flush every few seconds is enough here. */
function settings(port: number, store: string, password: string | undefined): string {
  const lines = [
    `listen: "127.0.0.1:${port}"`,
    `jetstream { store_dir: ${JSON.stringify(store)}, sync_interval: "5s" }`,
    ...(password === undefined ? [] : [`authorization { user: ${user}, password: "${password}" }`]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
