import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
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
  (await readdir(cacheFolder())).filter((name) => name.startsWith('pages-')).toSorted()

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
    for (const hours of [0.9, 0.8, 0.7, 0.6]) await usedBefore(`${hours}-hours-ago`, hours)
    await get('new')
    expect(await states()).toHaveLength(5)
  }))

test('a cache that cannot be written any more is good to read', () =>
  withCache(async () => {
    const folder = await cached('pages-old', write)
    await writeFile(path.join(cacheFolder(), 'uses'), 'a file where the folder should be')
    expect(await cachedState({ kind: 'pages' }, 'old', builtAnew)).toBe(folder)
  }))
