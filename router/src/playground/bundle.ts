import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { version as release } from '@shop/platform/version.ts'

/** GraphiQL with its workers and fonts, as files that a browser loads. */
export type Bundle = { readonly version: string; readonly folder: string; readonly files: ReadonlySet<string> }

const SOURCES = fileURLToPath(new URL('browser', import.meta.url))

/** Editor, JSON and GraphQL services run in workers of their own; each is a program for itself. */
const WORKERS = {
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
}

/** One after another in this process: esbuild's helper process is shared, and is stopped after each use. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * The playground's files, from the user's cache; where they are not there yet, they are put together from the installed
 * packages, which takes a few seconds, once. Several routers may do so at the same time.
 */
export function bundlePlayground(cache = cacheFolder()): Promise<Bundle> {
  const bundled = turn.then(() => bundle(cache))
  turn = bundled.catch(() => undefined)
  return bundled
}

/** Where a package of the router has them ready, beside its own code. */
const PACKED = fileURLToPath(new URL('playground', import.meta.url))

async function bundle(cache: string): Promise<Bundle> {
  const packed = await readdir(PACKED).catch(() => undefined)
  if (packed) return { version: release, folder: PACKED, files: new Set(packed) }
  const version = await versionOf()
  const folder = path.join(cache, `playground-${version}`)
  const present = await readdir(folder).catch(() => undefined)
  if (present) return { version, folder, files: new Set(present) }
  const fresh = `${folder}.${randomUUID()}`
  await mkdir(fresh, { recursive: true })
  await build(fresh)
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true })) // another one was first
  return { version, folder, files: new Set(await readdir(folder)) }
}

function cacheFolder(): string {
  const home = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache')
  return path.join(home, 'supergraph-router')
}

async function versionOf(): Promise<string> {
  const require = createRequire(import.meta.url)
  const manifestOf = (name: string): string => {
    try {
      return require.resolve(`${name}/package.json`)
    } catch (cause) {
      throw new Error(`${name} is not there: an installation for production has no playground; set PLAYGROUND=off`, {
        cause,
      })
    }
  }
  const own = (await readdir(SOURCES))
    .filter((file) => !file.includes('.test.'))
    .toSorted()
    .map((file) => path.join(SOURCES, file))
  const sources = [...own, fileURLToPath(import.meta.url), manifestOf('graphiql'), manifestOf('esbuild')]
  const hash = createHash('sha256')
  for (const source of sources) hash.update(await readFile(source))
  return hash.digest('hex').slice(0, 16)
}

async function build(folder: string): Promise<void> {
  const esbuild = await import('esbuild')
  const editor = createRequire(
    createRequire(createRequire(import.meta.url).resolve('graphiql')).resolve('@graphiql/react'),
  )
  const workers = Object.entries(WORKERS).map(([name, module]) => [name, editor.resolve(module)])
  await esbuild.build({
    entryPoints: Object.fromEntries([['app', path.join(SOURCES, 'app.tsx')], ...workers]),
    outdir: folder,
    bundle: true,
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.ttf': 'file', '.woff': 'file', '.woff2': 'file' },
    logLevel: 'silent',
  })
  await esbuild.stop()
}
