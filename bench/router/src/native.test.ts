import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { nativeRouters } from './native.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'bench-native-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** A folder of a PATH with programs that print this for `--help`. */
function programs(name: string, helpOf: Readonly<Record<string, string>>, mode = 0o755): string {
  const where = path.join(folder, name)
  mkdirSync(where)
  for (const [program, help] of Object.entries(helpOf)) {
    writeFileSync(path.join(where, program), `#!/bin/sh\necho '${help}'\n`)
    chmodSync(path.join(where, program), mode)
  }
  return where
}

test('native routers on the PATH join, each with the supergraph and a port of its own', () => {
  const first = programs('first', { hive_router: 'Hive Router' })
  const second = programs('second', { router: 'Usage: router --supergraph <FILE>' })
  const [hive, apollo, ...others] = nativeRouters('graph.graphql', 5_000, [first, second].join(path.delimiter))
  expect(hive).toMatchObject({
    file: path.join(first, 'hive_router'),
    env: { SUPERGRAPH_FILE_PATH: 'graph.graphql', PORT: '5000' },
    url: 'http://127.0.0.1:5000/graphql',
  })
  expect(apollo).toMatchObject({
    file: path.join(second, 'router'),
    args: ['--supergraph', 'graph.graphql', '--listen', '127.0.0.1:5001'],
  })
  expect(others).toEqual([])
})

test.each([
  ['a router that reads no supergraph', { router: 'Cosmo Router: --config FILE' }, 0o755],
  ['a file that cannot be run', { hive_router: 'Hive Router' }, 0o644],
])('%s does not', (name, helpOf, mode) => {
  expect(nativeRouters('graph.graphql', 5_000, programs(name.replaceAll(' ', '-'), helpOf, mode))).toEqual([])
})
