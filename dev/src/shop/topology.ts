/** What the shop is made of, beside its engines: a subgraph for each domain, and the router in front of them. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { domains, type Service } from '@shop/contract/domains.ts'
import { projectRoot } from '../project.ts'
import type { Command } from '../process/command.ts'
import type { ProcessSpec } from '../supervisor/process-spec.ts'
import { partsAmiss } from './process-figures.ts'

export const subgraphs: readonly Service[] = domains.map(({ name }) => name)
export const services: readonly ServiceName[] = [...subgraphs, 'router']
export type ServiceName = Service | 'router'
/** A service's second replica and those after it have a number: "order-2". */
export type ReplicaName = ServiceName | `${ServiceName}-${number}`
export type Ports = Readonly<Partial<Record<ServiceName, number>>>
export type Placed = { readonly name: ServiceName; readonly port: number }
/** postgres: where FerretDB is MongoDB. */
export const engineNames = ['mongo', 'nats', 'postgres'] as const
export type EngineName = (typeof engineNames)[number]
export type ServiceEnvironment = Readonly<Record<string, string | undefined>>

const engines = ['mongo', 'nats']

/**
 * V8 takes a machine with much memory for one where garbage may pile up to gigabytes before it is collected. With these bounds (MB) a
 * process under load stays near what it really holds. Half of `old` would have V8 collect so often that an order costs a tenth more CPU.
 */
const heap = { young: 16, old: 1_024 }
/**
 * V8 collects garbage and compiles in four threads of each process, however few the cores: those of one process kept all others from two cores for
 * 20 to 40 ms at a time. Half of the cores are left to the event loops.
 */
const helperThreads = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))
/** The router's threads, V8's among them, share two arenas of malloc's: an arena of its own would keep what each once needed. */
const routerMemory = { MALLOC_ARENA_MAX: '2' }

export function replicaName(name: ServiceName, replica: number): ReplicaName {
  return replica === 1 ? name : `${name}-${replica}`
}

/** All names of a service's replicas. */
export function replicaNames(name: ServiceName, replicas: number): ReplicaName[] {
  return Array.from({ length: replicas }, (_, index) => replicaName(name, index + 1))
}

/** The Node that a release runs under. `root`: the folder of its sources and dependencies. */
export function nodeOf(root: string): string {
  return root === projectRoot ? process.execPath : path.join(root, 'node_modules', 'node', 'bin', 'node')
}

/** How a service of the release in this folder is run; one that it does not have is this release's. */
export function serviceCommand(name: ServiceName, env: ServiceEnvironment, release = projectRoot): Command {
  const folder = name === 'router' ? 'router' : path.join('subgraphs', name)
  const root = existsSync(path.join(release, folder)) ? release : projectRoot
  return nodeCommand(
    root,
    [path.join(root, folder, 'src', 'main.ts')],
    name === 'router' ? { ...routerMemory, ...env } : env,
  )
}

function nodeCommand(root: string, args: readonly string[], env: ServiceEnvironment): Command {
  const bounds = [
    `--max-semi-space-size=${heap.young}`,
    `--max-old-space-size=${heap.old}`,
    `--v8-pool-size=${helperThreads}`,
  ]
  return { file: nodeOf(root), args: [...bounds, ...args], cwd: root, env }
}

type Placement = { readonly replica: number; readonly of: number; readonly root?: string | undefined }

/** A service by its name, its port, and what its environment has beside HOST and PORT. */
export function serviceProcess(
  name: ServiceName,
  port: number,
  env: ServiceEnvironment,
  { replica, of, root }: Placement = { replica: 1, of: 1 },
): ProcessSpec {
  const url = `http://127.0.0.1:${port}`
  return {
    name: replicaName(name, replica),
    url,
    after:
      name === 'router' ? [...engines, inOneProcess, ...subgraphs.flatMap((each) => replicaNames(each, of))] : engines,
    command: serviceCommand(name, { ...env, HOST: '127.0.0.1', PORT: String(port) }, root),
    isReady: async () => (await readiness(url)) === undefined,
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  }
}

/** What the process is called that runs all subgraphs. */
export const inOneProcess = 'subgraphs'

/** All subgraphs as one process, each as it would be alone: at an address of its own, with its own connections, log and metrics. */
export function subgraphsProcess(placed: readonly Placed[], env: ServiceEnvironment): ProcessSpec {
  const serves = placed.map(({ name, port }) => ({ name, url: `http://127.0.0.1:${port}` }))
  const program = path.join(projectRoot, 'dev', 'src', 'subgraphs-in-one.ts')
  return {
    name: inOneProcess,
    url: serves[0]?.url ?? '',
    serves,
    after: engines,
    command: nodeCommand(projectRoot, [program, ...placed.map(({ name, port }) => `${name}=${port}`)], {
      ...env,
      HOST: '127.0.0.1',
    }),
    isReady: async () =>
      (await Promise.all(serves.map(({ url }) => readiness(url)))).every((problem) => problem === undefined),
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  }
}

/** The router's SUBGRAPHS: where it composes its supergraph from. */
export function subgraphList(running: readonly Placed[]): string {
  const listed = running.filter(({ name }) => name !== 'router')
  return listed.map(({ name, port }) => `${name}=http://127.0.0.1:${port}/graphql`).join(',')
}

/** Why a service is not ready, in its own words where it has some; undefined where it is. */
export async function readiness(url: string): Promise<string | undefined> {
  const { isReady, said } = await askReadiness(url)
  return isReady ? undefined : said.slice(0, 200)
}

/** What is wrong with a service, be it that it is ready without something that it needs; undefined where nothing is. */
export async function healthProblem(url: string): Promise<string | undefined> {
  const { isReady, said } = await askReadiness(url)
  return isReady ? partsAmiss(said) : said.slice(0, 200)
}

async function askReadiness(url: string): Promise<{ readonly isReady: boolean; readonly said: string }> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })
    return { isReady: answer.ok, said: await answer.text() }
  } catch {
    return { isReady: false, said: 'does not answer' }
  }
}
