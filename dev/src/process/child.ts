/** One child process: its lines, its end, and a way to end it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { errorCode, Obstacle } from '../obstacle.ts'
import type { Command } from './command.ts'
import { identify, type ProcessIdentity } from './identity.ts'
import { findOnPath, isProgram } from './path.ts'
import { eachLine } from './lines.ts'

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

const keptLines = 20

export class Child {
  static readonly #running = new Set<Child>()
  readonly identity: ProcessIdentity
  readonly exited: Promise<Exit>
  /** The last lines it wrote, for error messages about its exit. */
  readonly lastLines: string[] = []
  readonly #process: ChildProcess
  readonly #stopSignal: NodeJS.Signals

  private constructor(child: ChildProcess, identity: ProcessIdentity, command: Command, take: (line: string) => void) {
    this.#process = child
    this.#stopSignal = command.stopSignal ?? 'SIGTERM'
    this.identity = identity
    const keep = (line: string): void => {
      this.lastLines.push(line)
      if (this.lastLines.length > keptLines) this.lastLines.shift()
      take(line)
    }
    if (child.stdout) eachLine(child.stdout, keep)
    if (child.stderr) eachLine(child.stderr, keep)
    Child.#running.add(this)
    this.exited = once(child, 'close').then(() => {
      Child.#running.delete(this)
      return { code: child.exitCode, signal: child.signalCode }
    })
  }

  /** In a session of its own: a Ctrl-C in the terminal is for the supervisor, which stops its processes in their order. */
  static async spawn(command: Command, take: (line: string) => void = () => {}): Promise<Child> {
    if (!isProgram(command.file)) throw new Obstacle(`${command.file} is not there, or cannot be run.`)
    const { file, args } = withinParentsLife(command)
    const child = spawn(file, args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    await once(child, 'spawn')
    const pid = child.pid ?? 0
    return new Child(child, identify(pid) ?? { pid, birth: 'over already' }, command, take)
  }

  /** Ends all that were spawned here, with what those have spawned. */
  static async endAll(): Promise<void> {
    await Promise.all(
      [...Child.#running].map((child) => {
        child.#signalGroup('SIGTERM')
        return child.exited
      }),
    )
  }

  /** The same at once, by SIGKILL. */
  static killAll(): void {
    for (const child of Child.#running) child.#signalGroup('SIGKILL')
  }

  #signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal)
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error // it ended by itself
    }
  }

  get pid(): number {
    return this.identity.pid
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** SIGTERM, a wait of at most `graceMs`, then SIGKILL. */
  async stop(graceMs: number): Promise<Exit> {
    this.kill(this.#stopSignal)
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs)
    const exit = await this.exited
    clearTimeout(timer)
    return exit
  }
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `was ended by ${signal}` : `ended with code ${code}`
}

const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined

// `nobody`, on every Linux. dac_override: the data may lie under a home folder that only root may enter.
const dropPrivileges = [
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--securebits=+no_setuid_fixup', // else access(2) would forget that capability
]

/**
 * Where the machine can (Linux, setpriv of util-linux), the kernel signals a child to stop when its parent is gone: a supervisor
 * that was killed leaves nothing behind. Elsewhere the next start finds and ends what lingers.
 */
function withinParentsLife(command: Command): { file: string; args: string[] } {
  const { file, args } = command
  if (!setpriv) return { file, args: [...args] }
  const asUnprivileged = command.unprivileged && process.getuid?.() === 0 ? dropPrivileges : []
  const signal = (command.stopSignal ?? 'SIGTERM').replace('SIG', '')
  return { file: setpriv, args: [`--pdeathsig=${signal}`, ...asUnprivileged, '--', file, ...args] }
}
