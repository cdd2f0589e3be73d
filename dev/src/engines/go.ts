/**
 * Programs out of Go's module proxy, compiled here. The module is the one whose sum is given; those that it needs are checked by Go itself,
 * against its checksum database.
 */
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Obstacle } from '../obstacle.ts'
import { findOnPath } from '../process/path.ts'
import { output, run } from '../process/run.ts'
import type { ProgressStep } from '../progress.ts'
import { addLauncher, unpackPackages, whyNoDebian } from './debian.ts'

const oldest = 25 // Go 1.25

/** Why this machine cannot compile Go; undefined where it can, if need be with Debian's Go. */
export async function whyNoGo(): Promise<string | undefined> {
  if (await installedGo()) return undefined
  const why = await whyNoDebian()
  return why && `Go 1.${oldest} or newer is missing, and ${why}`
}

export type GoSource = {
  readonly module: string
  readonly version: string
  /** As a go.sum has it. */
  readonly sum: string
  /** The program's package in it; default: the module itself. */
  readonly command?: string
  /** What the program is called. */
  readonly program: string
  /** About how many packages are compiled. */
  readonly packages: number
}

const Downloaded = z.object({ Sum: z.string() })

/** Compiles the program and leaves it in `folder`. Rejects where the module is not the one that is meant. */
export function compile(source: GoSource, folder: string, step: ProgressStep): Promise<void> {
  const { module, version, sum, command, program, packages } = source
  return compiled(program, packages, folder, step, async (go, far) => {
    const lines: string[] = []
    await go(['mod', 'download', '-json', `${module}@${version}`], (line) => lines.push(line))
    const said = lines.slice(lines.indexOf('{')).join('\n') // after the lines for people
    const { Sum } = Downloaded.parse(JSON.parse(said))
    if (Sum !== sum) throw new Obstacle(`${module}@${version} is not the one that is meant: ${Sum}, expected ${sum}.`)
    const main = command === undefined ? module : `${module}/${command}`
    await go(['install', '-v', `${main}@${version}`], far)
  })
}

/** Compiles the main package of a folder, of this name, with these modules (path@version), and leaves the program in `folder`. */
export function compileSources(
  sources: string,
  modules: readonly string[],
  packages: number,
  folder: string,
  step: ProgressStep,
): Promise<void> {
  const program = path.basename(sources)
  return compiled(program, packages, folder, step, async (go, far) => {
    await cp(sources, path.join(folder, 'scratch'), { recursive: true })
    await go(['mod', 'init', program])
    await go(['get', ...modules])
    await go(['build', '-v', '-trimpath', '-ldflags=-s -w', '-o', program], far)
  })
}

type CallGo = (args: readonly string[], take?: (line: string) => void) => Promise<void>

async function compiled(
  program: string,
  packages: number,
  folder: string,
  step: ProgressStep,
  work: (go: CallGo, far: () => void) => Promise<void>,
): Promise<void> {
  const scratch = path.join(folder, 'scratch')
  await mkdir(scratch)
  const go = (await installedGo()) ?? (await debianGo(scratch, step))
  const env = { ...go.env, GOBIN: scratch, CGO_ENABLED: '0' }
  const call: CallGo = (args, take) => run({ file: go.file, args, cwd: scratch, env }, take)
  await step(`${program}: compiling`, (far) => {
    let done = 0
    return work(call, () => far(`${++done} of about ${packages} packages`))
  })
  await rename(path.join(scratch, program), path.join(folder, program))
  await run({ file: 'chmod', args: ['-R', 'u+w', scratch] }) // Go's module cache is read-only
  await rm(scratch, { recursive: true })
}

type Go = { readonly file: string; readonly env: Readonly<Record<string, string>> }

async function installedGo(): Promise<Go | undefined> {
  const file = findOnPath('go')
  if (!file) return undefined
  const version = await output({ file, args: ['env', 'GOVERSION'], env: { GOTOOLCHAIN: 'local' } }).catch(() => '')
  return Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0) >= oldest ? { file, env: {} } : undefined
}

async function debianGo(scratch: string, step: ProgressStep): Promise<Go> {
  const root = path.join(scratch, 'debian')
  await mkdir(root)
  await unpackPackages(root, ['golang-go'], step)
  const versions = await readdir(path.join(root, 'usr/lib'))
  const home = path.join('usr/lib', versions.find((name) => name.startsWith('go-')) ?? 'go')
  await addLauncher(root, path.join(home, 'bin/go'))
  const env = {
    GOROOT: path.join(root, home),
    GOPATH: path.join(scratch, 'path'),
    GOCACHE: path.join(scratch, 'cache'),
  }
  return { file: path.join(root, home, 'bin/go'), env }
}
