import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { buildPackage, folderOf, packFile } from './package.ts'
import { prove } from './proof.ts'

const run = promisify(execFile)
const Manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  files: z.array(z.string()),
})

let folder: string
let bin: string
/** An empty folder, into which the packed package was put as npm does; what it depends on is linked, so that nothing is fetched. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'packed router '))
  const out = path.join(folder, 'package')
  await buildPackage({ out, playground: false })
  const file = await packFile(out, folder)
  const at = path.join(folder, 'node_modules', 'supergraph-router')
  await mkdir(at, { recursive: true })
  await run('tar', ['-xzf', file, '--strip-components=1', '-C', at])
  const { dependencies } = Manifest.parse(JSON.parse(await readFile(path.join(at, 'package.json'), 'utf8')))
  for (const name of Object.keys(dependencies)) {
    await mkdir(path.dirname(path.join(folder, 'node_modules', name)), { recursive: true })
    await symlink(await folderOf(name), path.join(folder, 'node_modules', name))
  }
  bin = path.join(at, 'dist', 'bin.js')
}, 180_000)
afterAll(() => rm(folder, { recursive: true }))

test('packed, it composes, serves what it composed, and exits with 0 on SIGTERM', async () => {
  const { composed, answer, exitCode } = await prove([process.execPath, bin], folder)
  expect(composed).toContain('supergraph.graphql: the supergraph of books, stars')
  expect(answer).toEqual({
    books: [
      { title: 'title 1', stars: 2 },
      { title: 'title 2', stars: 4 },
    ],
  })
  expect(exitCode).toBe(0)
}, 120_000)

test('its version is the one that changesets gave the project', async () => {
  const versionIn = async (file: string) => Manifest.partial().parse(JSON.parse(await readFile(file, 'utf8'))).version
  const project = await versionIn(path.join(import.meta.dirname, '..', '..', 'package.json'))
  expect(await versionIn(path.join(folder, 'node_modules', 'supergraph-router', 'package.json'))).toBe(project)
})

test('it says how it is used, and in one line what is wrong', async () => {
  const { stdout } = await run(process.execPath, [bin, '--help'])
  expect(stdout).toContain('supergraph-router supergraph.graphql --port 4100')
  const failed = await run(process.execPath, [bin, 'none.graphql', '--port', '0'], { cwd: folder, env: {} }).catch(
    (error: unknown) => error,
  )
  expect(failed).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^.*SUPERGRAPH: .*none.graphql cannot be read.*$/m),
  })
  const unknown = await run(process.execPath, [bin, '--prot', '1']).catch((error: unknown) => error)
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/^unknown option '--prot'.*\n$/) })
}, 120_000)
