/** kustomize, from wherever it is to be had: its own program, kubectl's, Debian's package, or its source. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { cached } from './engines/cache.ts'
import { unpackPackages, whyNoDebian } from './engines/debian.ts'
import { compile, whyNoGo } from './engines/go.ts'
import { errorMessage } from './obstacle.ts'
import { findOnPath } from './process/path.ts'
import { projectRoot } from './project.ts'
import type { ProgressStep } from './progress.ts'

/** The command that builds the folder which is its last argument. */
export type Kustomize = { readonly file: string; readonly args: readonly string[] }

const run = promisify(execFile)
const source = {
  module: 'sigs.k8s.io/kustomize/kustomize/v5',
  version: 'v5.8.1',
  sum: 'h1:Pgsg5psubpVEy7Nf6S89PARg5VmmWUC1l9dC6Dl4PG0=',
  program: 'kustomize',
  packages: 300,
} as const

/** Or why there is none. */
export async function findKustomize(step: ProgressStep): Promise<Kustomize | string> {
  for (const [program, subcommand] of [
    ['kustomize', 'build'],
    ['kubectl', 'kustomize'],
  ] as const) {
    const file = findOnPath(program)
    if (file && (await isNewEnough({ file, args: [subcommand] }))) return { file, args: [subcommand] }
  }
  const noDebian = await whyNoDebian()
  const get = noDebian === undefined ? fromDebian : (await whyNoGo()) === undefined ? fromSource : undefined
  if (!get) return `neither kustomize 5.2 nor kubectl 1.31 is on PATH, and ${noDebian}`
  try {
    return { file: await get(step), args: ['build'] }
  } catch (error) {
    return `neither kustomize 5.2 nor kubectl 1.31 is on PATH, and getting one failed: ${errorMessage(error)}`
  }
}

/** What a folder builds: resources as YAML. Rejects with what kustomize complains of. */
export async function build({ file, args }: Kustomize, folder: string): Promise<string> {
  const { stdout } = await run(file, [...args, folder], { maxBuffer: 64 * 1_024 * 1_024 })
  return stdout
}

/** Versions before 5.2 run components before generators, or take one patch a file, and fail here; distributions' builds do not print theirs. */
async function isNewEnough(kustomize: Kustomize): Promise<boolean> {
  return build(kustomize, path.join(projectRoot, 'k8s', 'overlays', 'local')).then(
    () => true,
    () => false,
  )
}

async function fromDebian(step: ProgressStep): Promise<string> {
  const folder = await cached('kustomize-debian', (into) => unpackPackages(into, ['kustomize'], step))
  return path.join(folder, 'usr/bin/kustomize')
}

async function fromSource(step: ProgressStep): Promise<string> {
  const folder = await cached('kustomize-5.8.1', (into) => compile(source, into, step))
  return path.join(folder, 'kustomize')
}
