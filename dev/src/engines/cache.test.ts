import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { withCache } from '../testing/temporary.ts'
import { cached, cacheFolder } from './cache.ts'

const write = (folder: string): Promise<void> => writeFile(path.join(folder, 'program'), 'x')

test('what was built once is not built again, also by two callers at the same time', () =>
  withCache(async () => {
    let built = 0
    const build = async (folder: string): Promise<void> => {
      built += 1
      await write(folder)
    }
    const [one, other] = await Promise.all([cached('engine', build), cached('engine', build)])
    expect(await cached('engine', build)).toBe(one)
    expect(other).toBe(one)
    expect(built).toBe(1)
    expect(await readdir(one)).toEqual(['program'])
  }))

test('a build that fails leaves nothing, and may be tried again', () =>
  withCache(async () => {
    const failing = cached('engine', async (folder) => {
      await write(folder)
      throw new Error('no route to the registry')
    })
    await expect(failing).rejects.toThrow('no route to the registry')
    expect(await readdir(cacheFolder())).toEqual([])
    expect(await readdir(await cached('engine', write))).toEqual(['program'])
  }))

test('what a killed build left is cleared away by the next', () =>
  withCache(async () => {
    await mkdir(path.join(cacheFolder(), 'engine.building-killed'), { recursive: true })
    await writeFile(path.join(cacheFolder(), 'engine.lock'), JSON.stringify({ pid: process.pid, birth: 'earlier' }))
    await cached('engine', write)
    expect(await readdir(cacheFolder())).toEqual(['engine'])
  }))

test('a cache that cannot be written names the variable to change', () =>
  withCache(async () => {
    await writeFile(cacheFolder(), 'a file where the folder should be')
    await expect(cached('engine', write)).rejects.toThrow(/cannot be written .* set XDG_CACHE_HOME/)
  }))
