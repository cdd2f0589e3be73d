import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../process/run.ts'
import { withCache } from '../testing/temporary.ts'
import { cached, cacheFolder } from './cache.ts'
import { cachedState } from './cached-states.ts'

const HOUR_MS = 3_600_000
const write = (folder: string): Promise<void> => writeFile(path.join(folder, 'page'), 'x')
const get = (state: string): Promise<string> => cachedState({ kind: 'pages', maxUnused: 2 }, state, write)
const builtAnew = (): Promise<void> => Promise.reject(new Error('built again'))

/** As a process leaves it that has used this state so many hours ago, and has ended. */
async function usedBefore(state: string, hours: number): Promise<void> {
  const then = new Date(Date.now() - hours * HOUR_MS)
  const folder = await get(state)
  await utimes(folder, then, then)
  const use = path.join(cacheFolder(), 'uses', path.basename(folder), String(process.pid))
  expect((await stat(use)).isFile()).toBe(true)
  await writeFile(use, JSON.stringify({ pid: process.pid, birth: 'of a process that has ended' }))
}

const states = async (): Promise<readonly string[]> =>
  (await readdir(cacheFolder())).filter((name) => /^pages-[^.]*$/.test(name)).toSorted()

test('of the states that no process uses the newest few are kept, and nothing of another kind is removed', () =>
  withCache(async () => {
    await cached('engine', write)
    for (const hours of [8, 7, 6, 5]) await usedBefore(`${hours}-hours-ago`, hours)
    await get('new')
    expect(await states()).toEqual(['pages-5-hours-ago', 'pages-6-hours-ago', 'pages-new'])
    expect((await readdir(cacheFolder())).toSorted()).toEqual(['engine', ...(await states()), 'uses'])
    expect((await readdir(path.join(cacheFolder(), 'uses'))).toSorted()).toEqual(await states())
    await cachedState({ kind: 'pages' }, '6-hours-ago', builtAnew)
  }))

test('what a running process uses stays, however old it is', () =>
  withCache(async () => {
    const folder = await get('of-a-shop')
    const then = new Date(Date.now() - 100 * HOUR_MS)
    await utimes(folder, then, then)
    for (const hours of [8, 7, 6]) await usedBefore(`${hours}-hours-ago`, hours)
    await get('new')
    expect(await states()).toEqual(['pages-6-hours-ago', 'pages-7-hours-ago', 'pages-new', 'pages-of-a-shop'])
  }))

test('what was used within the hour stays: an earlier release does not say that it uses it', () =>
  withCache(async () => {
    for (const minutes of [54, 48, 42, 36]) await usedBefore(`${minutes}-minutes-ago`, minutes / 60)
    await get('new')
    expect(await states()).toHaveLength(5)
  }))

test('a cache that cannot be written any more is good to read', () =>
  withCache(async () => {
    const folder = await cached('pages-old', write)
    await writeFile(path.join(cacheFolder(), 'uses'), 'a file where the folder should be')
    expect(await cachedState({ kind: 'pages' }, 'old', builtAnew)).toBe(folder)
  }))

test('a process that is killed while it removes a state leaves none that lacks something, and the next clears the rest away', () =>
  withCache(async () => {
    for (const hours of [8, 7, 6]) await usedBefore(`${hours}-hours-ago`, hours)
    const killed = `const files = require('node:fs/promises')
      const { rm } = files
      files.rm = async (name, options) => {
        if (!require('node:fs').statSync(name, { throwIfNoEntry: false })?.isDirectory()) return rm(name, options)
        await rm(name + '/page')
        process.kill(process.pid, 'SIGKILL')
      }
      require('node:module').syncBuiltinESMExports()
      import(${JSON.stringify(import.meta.resolve('./cached-states.ts'))})
        .then(({ cachedState }) => cachedState({ kind: 'pages', maxUnused: 1 }, '6-hours-ago', () => undefined))`
    await expect(run({ file: process.execPath, args: ['-e', killed] })).rejects.toThrow('SIGKILL')
    for (const state of await states()) expect(await readdir(path.join(cacheFolder(), state))).toEqual(['page'])
    await get('new')
    expect((await readdir(cacheFolder())).toSorted()).toEqual([...(await states()), 'uses'])
  }))
