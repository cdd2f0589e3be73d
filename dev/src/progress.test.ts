import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from './engines/cache.ts'
import { progress } from './progress.ts'
import { stepDurations } from './kept-durations.ts'
import { withCache } from './testing/temporary.ts'

afterEach(() => void import.meta.jest.useRealTimers())

test('a long step says how long it took, and the next time how long that was', () =>
  withCache(async () => {
    const lines: string[] = []
    const step = progress((line) => lines.push(line))
    import.meta.jest.useFakeTimers()
    const work = async () => {
      import.meta.jest.advanceTimersByTime(1_200)
    }
    await step('Building', work)
    await step('Building', work)
    expect(lines).toEqual([
      'Building ...',
      'Building: done in 1.2 s',
      'Building (1.2 s last time) ...',
      'Building: done in 1.2 s',
    ])
  }))

test('a short step says nothing, and a cache that cannot be read or written is no fault', () =>
  withCache(async () => {
    const lines: string[] = []
    await progress((line) => lines.push(line))('Short', async () => {})
    expect(lines).toEqual([])
    await writeFile(cacheFolder(), 'a file where the folder should be')
    stepDurations.keep({ Building: 3 })
    expect(stepDurations.read()['Building']).toBeUndefined()
    expect(await readFile(path.join(cacheFolder()), 'utf8')).toBe('a file where the folder should be')
  }))
