/** The router as a package that runs anywhere: JavaScript, since Node strips no types in node_modules, and a manifest of what it needs. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { z } from 'zod'
import { bundlePlayground } from '../src/playground/bundle.ts'

const router = path.join(import.meta.dirname, '..')
const project = path.join(router, '..')

/** Programs: what is run, and what runs in threads. */
const PROGRAMS = ['bin', 'planning/planning-worker', 'supergraph/composition-thread']

const Versions = z.record(z.string(), z.string())
const Manifest = z.object({
  version: z.string(),
  dependencies: Versions.default({}),
  peerDependencies: Versions.default({}),
  peerDependenciesMeta: z.record(z.string(), z.unknown()).default({}),
})

export type PackageOptions = {
  /** Emptied first. */
  readonly out: string
  /** GraphiQL, ready to be served: seven megabytes. */
  readonly playground: boolean
}

export async function buildPackage({ out, playground }: PackageOptions): Promise<void> {
  const [own, platform] = [await manifestOf(router), await manifestOf(path.join(project, 'platform'))]
  const known = [...Object.keys({ ...own.dependencies, ...platform.dependencies, ...own.peerDependencies })]
  const external = known.filter((name) => !name.startsWith('@shop/'))
  await rm(out, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: PROGRAMS.map((name) => ({ in: path.join(router, 'src', `${name}.ts`), out: path.basename(name) })),
    outdir: path.join(out, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...external, 'esbuild'],
    plugins: [threads],
    metafile: true,
    logLevel: 'silent',
  })
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.filter((each) => each.external).map((each) => packageOf(each.path)),
  )
  const needed = [...new Set(imported)].filter((name) => external.includes(name) && !(name in own.peerDependencies))
  const dependencies = await Promise.all(needed.sort().map(async (name) => [name, await installed(name)] as const))
  await writeFile(
    path.join(out, 'package.json'),
    `${JSON.stringify(
      {
        name: 'supergraph-router',
        version: own.version,
        description: 'One GraphQL endpoint in front of Apollo subgraphs (Federation 2), subscriptions included.',
        license: 'MIT',
        type: 'module',
        bin: { 'supergraph-router': 'dist/bin.js' },
        files: ['dist'],
        engines: { node: '>=24' },
        dependencies: Object.fromEntries(dependencies),
        peerDependencies: own.peerDependencies,
        peerDependenciesMeta: own.peerDependenciesMeta,
      },
      null,
      2,
    )}\n`,
  )
  await cp(path.join(router, 'pack', 'README.md'), path.join(out, 'README.md'))
  await cp(path.join(project, 'LICENSE'), path.join(out, 'LICENSE'))
  if (playground) await copyPlayground(path.join(out, 'dist', 'playground'))
}

/** The file that npm and npx install a built package from. */
export async function packFile(folder: string, to: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--silent', '--offline', '--pack-destination', to], {
    cwd: folder,
  })
  return path.join(to, stdout.trim())
}

/** Threads are named by the file that they run, which is beside the others here. */
const threads: Plugin = {
  name: 'threads',
  setup(building) {
    building.onLoad({ filter: /router\/src\/.*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8')
      return { loader: 'ts', contents: source.replaceAll(/new URL\('\.\/([\w-]+)\.ts'/g, "new URL('./$1.js'") }
    })
  },
}

async function copyPlayground(to: string): Promise<void> {
  const { folder } = await bundlePlayground()
  await mkdir(to, { recursive: true })
  await cp(folder, to, { recursive: true })
}

async function manifestOf(folder: string) {
  return Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
}

/** The version that this project runs with. */
async function installed(name: string): Promise<string> {
  return (await manifestOf(await folderOf(name))).version
}

/** Where this project has a package that router or platform depend on. */
export async function folderOf(name: string): Promise<string> {
  for (const room of ['router', 'platform']) {
    const folder = path.join(project, room, 'node_modules', name)
    if (await readFile(path.join(folder, 'package.json')).catch(() => undefined)) return folder
  }
  throw new Error(`${name} is not installed: npm install`)
}

/** `@scope/name/file.js` is of `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
