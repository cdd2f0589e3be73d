import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { linkInto } from '@shop/packing/empty-folder.ts'
import { manifestOf } from '@shop/packing/installed.ts'
import { packFile } from '@shop/packing/write-package.ts'
import { buildPackage, name, rooms } from './package.ts'
import { prove } from './proof.ts'

const run = promisify(execFile)

let folder: string
let bin: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'packed router '))
  const out = path.join(folder, 'package')
  await buildPackage({ out, playground: false })
  const file = await packFile(out, folder)
  bin = path.join(await linkInto(folder, { file, name, rooms }), 'dist', 'bin.js')
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
  const { version } = await manifestOf(path.join(import.meta.dirname, '..', '..'))
  expect(await manifestOf(path.join(folder, 'node_modules', name))).toMatchObject({ version })
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
