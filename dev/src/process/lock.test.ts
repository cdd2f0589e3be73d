import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { withTemporaryFolder } from '../testing/temporary.ts'
import { holderOf, tryLock } from './lock.ts'

const dead = JSON.stringify({ pid: process.pid, birth: 'before this one' })

test('a lock has one holder, and others learn which', () =>
  withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'lock')
    const lock = await tryLock(file)
    expect(await tryLock(file)).toEqual({ holder: await holderOf(file) })
    expect((await holderOf(file))?.pid).toBe(process.pid)
    if ('release' in lock) await lock.release()
    expect(await readdir(folder)).toEqual([])
  }))

test.each([
  ['a holder that is gone', dead],
  ['no holder at all', ''],
])('a lock of %s is taken over, by one of those who try', (_whose, text) =>
  withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'lock')
    await writeFile(file, text)
    const tries = await Promise.all(Array.from({ length: 8 }, () => tryLock(file)))
    expect(tries.filter((lock) => 'release' in lock)).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['lock'])
  }),
)

test('a lock lies in a folder that need not be there yet', () =>
  withTemporaryFolder(async (folder) => {
    await tryLock(path.join(folder, 'new', 'lock'))
    expect(existsSync(path.join(folder, 'new', 'lock'))).toBe(true)
  }))
