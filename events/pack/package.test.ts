import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { linkInto } from '@shop/packing/empty-folder.ts'
import { name, rooms } from './package.ts'
import { beside, printed, runCounter, writeCounter } from './proof.ts'

const run = promisify(execFile)

let folder: string
let at: string
let counter: string
let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  folder = await mkdtemp(path.join(os.tmpdir(), 'packed events '))
  // As its own process, since the compiler takes no objects of jest's realm.
  const pack = [path.join(import.meta.dirname, 'main.ts'), '--out', path.join(folder, 'package')]
  const { stdout: file } = await run(process.execPath, pack)
  at = await linkInto(folder, { file: file.trim(), name, rooms, beside })
  counter = await writeCounter(folder)
}, 300_000)
afterAll(async () => {
  await rm(folder, { recursive: true })
  await engines.stop()
})

test('packed and installed in an empty folder, the counter of its README runs', async () => {
  expect(await runCounter(counter, engines)).toBe(printed)
}, 120_000)

test('its types are those of the example, and refuse what is none of its commands', async () => {
  await symlink(path.join(projectRoot, 'node_modules', '@types'), path.join(folder, 'node_modules', '@types'))
  const wrong = path.join(folder, 'wrong.ts')
  const source = await readFile(counter, 'utf8')
  await writeFile(wrong, source.replace("{ type: 'Count', counterId,", "{ type: 'Cuont', counterId,"))
  const compile = (file: string) => {
    const flags = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', '--types', 'node']
    return run(process.execPath, [path.join(projectRoot, 'node_modules/typescript/bin/tsc'), ...flags, file], {
      cwd: folder,
    })
  }
  await expect(compile(counter)).resolves.toMatchObject({ stdout: '' })
  await expect(compile(wrong)).rejects.toMatchObject({ stdout: expect.stringContaining('"Cuont"') })
}, 120_000)

test('nothing in it names this project, its packages or its folders', async () => {
  const files = await readdir(path.join(at, 'dist'))
  expect(files.toSorted()).toEqual(expect.arrayContaining(['index.d.ts', 'index.js']))
  for (const file of files)
    expect(await readFile(path.join(at, 'dist', file), 'utf8')).not.toMatch(/@shop\/|mongoose|graphql/)
})
