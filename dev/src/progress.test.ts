import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { cacheFolder } from './engines/cache.ts'
import { progress } from './progress.ts'
import { keptDurations } from './step-durations.ts'
import { withCache } from './testing/temporary.ts'

const work = (): Promise<void> => delay(1_000)

test('a long step says how long it took, and the next time how long that was', () =>
  withCache(async () => {
    const lines: string[] = []
    const step = progress((line) => lines.push(line))
    await step('Building', work)
    await step('Building', work)
    const [first, done, second] = lines
    const seconds = /^Building: done in (\d+\.\d) s$/.exec(done ?? '')?.[1]
    expect([first, second]).toEqual(['Building ...', `Building (${Number(seconds)} s last time) ...`])
  }))

test('a short step says nothing, and a cache that cannot be read or written is no fault', () =>
  withCache(async () => {
    const lines: string[] = []
    await progress((line) => lines.push(line))('Short', async () => {})
    expect(lines).toEqual([])
    await writeFile(cacheFolder(), 'a file where the folder should be')
    keptDurations.keep('Building', 3)
    expect(keptDurations.last('Building')).toBeUndefined()
    expect(await readFile(path.join(cacheFolder()), 'utf8')).toBe('a file where the folder should be')
  }))
