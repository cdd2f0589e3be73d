import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Child } from '../process/child.ts'
import { isAlive } from '../process/identity.ts'
import { withTemporaryFolder } from '../testing/temporary.ts'
import { endOrphans, processFile, readProcesses, writeProcesses } from './process-file.ts'

const sleeper = { file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] }

test('what was written is read, and nothing else lies beside it', () =>
  withTemporaryFolder(async (folder) => {
    const processes = {
      order: { pid: 1, birth: 'x', url: 'http://127.0.0.1:4001' },
      mongo: { url: 'mongodb://db.example' },
    }
    await writeProcesses(folder, processes)
    expect(await readProcesses(folder)).toEqual(processes)
    expect(await readdir(folder)).toEqual(['processes.json'])
  }))

test.each(['', 'half a fi', '{"order":{"pid":"one"}}'])('a file that says %j names no processes', (text) =>
  withTemporaryFolder(async (folder) => {
    await writeFile(processFile(folder), text)
    expect(await readProcesses(folder)).toBeUndefined()
  }),
)

test('a folder of a shop that called the file parts.json has its processes ended, and the file with its passwords removed', () =>
  withTemporaryFolder(async (folder) => {
    const orphan = await Child.spawn(sleeper)
    const earlier = { nats: { ...orphan.identity, url: 'nats://shop:secret@127.0.0.1:1' } }
    await writeFile(path.join(folder, 'parts.json'), JSON.stringify(earlier))
    const found = await readProcesses(folder)
    await endOrphans(folder)
    const isOver = !isAlive(orphan.identity)
    await orphan.stop(5_000)
    expect([found, isOver, await readdir(folder)]).toEqual([earlier, true, []])
  }))

test('what a killed supervisor left is ended, and only that', () =>
  withTemporaryFolder(async (folder) => {
    const left = await Child.spawn(sleeper)
    const stranger = await Child.spawn(sleeper)
    await writeProcesses(folder, {
      mongo: { ...left.identity, url: 'mongodb://127.0.0.1:1' },
      order: { pid: stranger.pid, birth: 'of a process that had this id before', url: 'http://127.0.0.1:2' },
    })
    await endOrphans(folder)
    expect(isAlive(left.identity)).toBe(false)
    expect(isAlive(stranger.identity)).toBe(true)
    expect(existsSync(processFile(folder))).toBe(false)
    await stranger.stop(5_000)
  }))
