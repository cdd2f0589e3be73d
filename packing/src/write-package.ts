/** A package of the project's, whatever has built its code: a manifest of what that imports, its README, the licence; and its file. */
import { execFile } from 'node:child_process'
import { cp, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { folderOf, manifestOf } from './installed.ts'

const project = path.join(import.meta.dirname, '..', '..')

export type PackageParts = {
  /** Where its code is, under dist. */
  readonly out: string
  readonly name: string
  readonly description: string
  /** What its code imports, as it stands there: modules of Node and of itself among it. */
  readonly imported: readonly string[]
  /** Workspace packages whose code it is, by folder. What those depend on may be imported, and is needed then. */
  readonly rooms: readonly string[]
  /** What an application has one copy of, with its range: not brought along. */
  readonly peerDependencies?: Readonly<Record<string, string>>
  /** Further fields of the manifest. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly readme: string
}

export async function writePackage(parts: PackageParts): Promise<void> {
  const { out, name, description, imported, rooms, peerDependencies = {}, fields, readme } = parts
  const [version, known] = [(await manifestOf(project)).version, await dependenciesOf(rooms)]
  const needed = new Set(imported.map(packageOf).filter((each) => known.has(each) && !(each in peerDependencies)))
  const dependencies = await Promise.all(
    [...needed].sort().map(async (each) => [each, (await manifestOf(await folderOf(each, rooms))).version] as const),
  )
  const manifest = {
    ...{ name, version, description, license: 'MIT', type: 'module', files: ['dist'], engines: { node: '>=24' } },
    ...fields,
    dependencies: Object.fromEntries(dependencies),
    peerDependencies,
  }
  await writeFile(path.join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await cp(readme, path.join(out, 'README.md'))
  await cp(path.join(project, 'LICENSE'), path.join(out, 'LICENSE'))
}

/** The file that npm and npx install a built package from. */
export async function packFile(folder: string, to: string): Promise<string> {
  const args = ['pack', '--silent', '--offline', '--pack-destination', to]
  const { stdout } = await promisify(execFile)('npm', args, { cwd: folder })
  return path.join(to, stdout.trim())
}

/** Names of what these workspace packages depend on, each other left out. */
export async function dependenciesOf(rooms: readonly string[]): Promise<ReadonlySet<string>> {
  const manifests = await Promise.all(rooms.map((room) => manifestOf(path.join(project, room))))
  const names = manifests.flatMap(({ dependencies, peerDependencies }) =>
    Object.keys({ ...dependencies, ...peerDependencies }),
  )
  return new Set(names.filter((each) => !each.startsWith('@shop/')))
}

/** `@scope/name/file.js` is of `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
