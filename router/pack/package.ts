/** The router as a package that runs anywhere: JavaScript, since Node strips no types in node_modules, and a manifest of what it needs. */
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { manifestOf } from '@shop/packing/installed.ts'
import { dependenciesOf, writePackage } from '@shop/packing/write-package.ts'
import { build, type Plugin } from 'esbuild'
import { bundlePlayground } from '../src/playground/bundle.ts'

const router = path.join(import.meta.dirname, '..')

/** Programs: what is run, and what runs in threads. */
const PROGRAMS = ['bin', 'planning/planning-worker', 'supergraph/composition-thread']

export const name = 'supergraph-router'
/** Workspace packages whose code it is. */
export const rooms = ['router', 'platform']

export type PackageOptions = {
  /** Emptied first. */
  readonly out: string
  /** GraphiQL, ready to be served: seven megabytes. */
  readonly playground: boolean
}

export async function buildPackage({ out, playground }: PackageOptions): Promise<void> {
  await rm(out, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: PROGRAMS.map((each) => ({ in: path.join(router, 'src', `${each}.ts`), out: path.basename(each) })),
    outdir: path.join(out, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...(await dependenciesOf(rooms)), 'esbuild'],
    plugins: [threads],
    metafile: true,
    logLevel: 'silent',
  })
  const { peerDependencies, peerDependenciesMeta } = await manifestOf(router)
  await writePackage({
    ...{ out, name, rooms, peerDependencies, readme: path.join(router, 'pack', 'README.md') },
    description: 'One GraphQL endpoint in front of Apollo subgraphs (Federation 2), subscriptions included.',
    imported: Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter((each) => each.external).map((each) => each.path),
    ),
    fields: { bin: { [name]: 'dist/bin.js' }, peerDependenciesMeta },
  })
  if (playground) await copyPlayground(path.join(out, 'dist', 'playground'))
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
