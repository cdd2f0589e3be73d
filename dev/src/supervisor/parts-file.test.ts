import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { Child } from '../process/child.ts'
import { isAlive } from '../process/identity.ts'
import { withTemporaryFolder } from '../testing/temporary.ts'
import { endLeftovers, partsFile, readParts, writeParts } from './parts-file.ts'

const sleeper = { file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] }

test('what was written is read, and nothing else lies beside it', () =>
  withTemporaryFolder(async (folder) => {
    const parts = {
      order: { pid: 1, birth: 'x', url: 'http://127.0.0.1:4001' },
      mongo: { url: 'mongodb://db.example' },
    }
    await writeParts(folder, parts)
    expect(await readParts(folder)).toEqual(parts)
    expect(await readdir(folder)).toEqual(['parts.json'])
  }))

test.each(['', 'half a fi', '{"order":{"pid":"one"}}'])('a file that says %j names no parts', (text) =>
  withTemporaryFolder(async (folder) => {
    await writeFile(partsFile(folder), text)
    expect(await readParts(folder)).toBeUndefined()
  }),
)

test('what a killed supervisor left is ended, and only that', () =>
  withTemporaryFolder(async (folder) => {
    const left = await Child.spawn(sleeper)
    const stranger = await Child.spawn(sleeper)
    await writeParts(folder, {
      mongo: { ...left.identity, url: 'mongodb://127.0.0.1:1' },
      order: { pid: stranger.pid, birth: 'of a process that had this id before', url: 'http://127.0.0.1:2' },
    })
    await endLeftovers(folder)
    expect(isAlive(left.identity)).toBe(false)
    expect(isAlive(stranger.identity)).toBe(true)
    expect(existsSync(partsFile(folder))).toBe(false)
    await stranger.stop(5_000)
  }))
