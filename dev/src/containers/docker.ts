/** A Docker engine with compose: this machine's, or one in a box of its own from Debian's packages. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cachedState } from '../engines/cached-states.ts'
import { unpackPackages, whyNoDebian } from '../engines/debian.ts'
import { Obstacle } from '../obstacle.ts'
import { Child } from '../process/child.ts'
import type { Command } from '../process/command.ts'
import { findOnPath } from '../process/path.ts'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import { fingerprint } from './base-images.ts'
import { answers } from './builder.ts'

export type Docker = {
  /** Whether it is this machine's own, with its images and its way to registries. */
  readonly own: boolean
  /** A command where the engine is: `docker`, or one for what it runs. */
  readonly inside: (command: Command) => Command
  /** A command of this machine that reaches the ports the engine publishes. */
  readonly beside: (command: Command) => Command
  readonly close: () => Promise<void>
}

const packages = [
  ...['docker.io', 'docker-cli', 'docker-compose', 'docker-buildx', 'iptables', 'iproute2', 'mount', 'util-linux'],
  ...['procps', 'dash', 'coreutils', 'sed', 'grep', 'libc-bin', 'hostname', 'base-files', 'base-passwd', 'netbase'],
]

/** `folder`: what is in it is seen by the engine too, beside the project. */
export async function openDocker(step: ProgressStep): Promise<Docker> {
  if (findOnPath('docker') && (await answers('docker', 'compose', 'version')) && (await answers('docker', 'info'))) {
    const same = (command: Command): Command => command
    return { own: true, inside: same, beside: same, close: async () => {} }
  }
  const why = await whyNoBox()
  if (why) throw new Obstacle(`No Docker engine with compose answers here, and none can be had from packages: ${why}.`)
  return openBox(await step('Docker from packages', () => getDocker(step)), step)
}

async function whyNoBox(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'it takes root'
  const missing = ['unshare', 'setpriv', 'nsenter', 'ip', 'pivot_root'].filter((name) => !findOnPath(name))
  if (missing.length > 0) return `${missing.join(', ')} is missing`
  return whyNoDebian()
}

function getDocker(step: ProgressStep): Promise<string> {
  return cachedState({ kind: 'docker', maxUnused: 1 }, fingerprint(packages), (folder) =>
    unpackPackages(folder, packages, step),
  )
}

async function openBox(root: string, step: ProgressStep): Promise<Docker> {
  const work = await mkdtemp(path.join(tmpdir(), 'docker-box-'))
  await chmod(work, 0o755)
  await mkdir(path.join(work, 'root'))
  const script = path.join(projectRoot, 'dev', 'src', 'containers', 'docker-box.sh')
  const namespaces = [
    '--mount',
    '--pid',
    '--net',
    '--uts',
    '--ipc',
    '--fork',
    '--kill-child',
    '--propagation',
    'private',
  ]
  const ready = Promise.withResolvers<void>()
  // unshare heeds nothing but SIGKILL, also when this process is gone.
  const args = ['--pdeathsig=KILL', '--', 'unshare', ...namespaces, 'sh', script, root, work, projectRoot]
  const box = await Child.spawn({ file: 'setpriv', args }, (line) => {
    if (line === 'ready') ready.resolve()
  })
  const close = async (): Promise<void> => {
    box.kill('SIGKILL')
    await box.exited
    await removeGroups()
    await rm(work, { recursive: true, force: true })
  }
  try {
    const ended = box.exited.then(() => {
      throw new Obstacle(`Docker did not start: ${box.lastLines.slice(-3).join(' ')}`)
    })
    await step('Starting Docker', () => Promise.race([ready.promise, ended]))
    ended.catch(() => {}) // in the end it ends
    return { own: false, ...(await entering(box.pid)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function entering(unshare: number): Promise<Pick<Docker, 'inside' | 'beside'>> {
  const [pid = ''] = (await readFile(`/proc/${unshare}/task/${unshare}/children`, 'utf8')).split(' ')
  const enter = (spaces: readonly string[], { file, args, ...others }: Command): Command => ({
    ...others,
    file: 'nsenter',
    args: [`--target=${pid}`, ...spaces, file, ...args],
  })
  const all = ['--mount', '--pid', '--net', '--uts', '--ipc', '--root', `--wdns=${projectRoot}`]
  const environment = ['PATH=/usr/local/bin:/usr/sbin:/usr/bin', 'HOME=/root']
  return {
    inside: ({ file, args, env = {}, ...others }) => {
      const own = Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`)
      return enter(all, { ...others, file: 'env', args: ['-i', ...environment, ...own, file, ...args] })
    },
    beside: (command) => enter(['--net'], command),
  }
}

/** What the engine's containers have left of control groups (version 1 has many trees). */
async function removeGroups(): Promise<void> {
  const groups = '/sys/fs/cgroup'
  for (const tree of await readdir(groups).catch(() => [])) await removeTree(path.join(groups, tree, 'docker'))
}

async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await removeTree(path.join(folder, entry.name))
  await rmdir(folder).catch(() => {}) // another engine's, which is still there
}
