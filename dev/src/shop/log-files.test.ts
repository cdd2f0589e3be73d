import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lastLines, LogFiles, loggedProcesses } from './log-files.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'log-files-'))))
afterEach(() => rm(folder, { recursive: true }))

test('what a process has written is read again, also after another start', async () => {
  for (const lines of [['one', 'two'], ['three']]) {
    const files = new LogFiles(folder)
    for (const line of lines) files.write('order', line)
    files.write('pay', 'hello')
    files.close()
  }
  expect(lastLines(folder, 'order', 2)).toEqual(['two', 'three'])
  expect(lastLines(folder, 'nobody', 2)).toEqual([])
  expect(await loggedProcesses(folder)).toEqual(['order', 'pay'])
  expect(await loggedProcesses(path.join(folder, 'none'))).toEqual([])
})

test('the files are bounded, and the newest lines are kept', async () => {
  const files = new LogFiles(folder, 100)
  for (let n = 0; n < 1_000; n += 1) files.write('order', `line ${n}`)
  files.close()
  const names = await readdir(path.join(folder, 'logs'))
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, 'logs', name))).size))
  expect(names.length).toBeLessThanOrEqual(2)
  expect(Math.max(...sizes)).toBeLessThan(110)
  expect(lastLines(folder, 'order', 3)).toEqual(['line 997', 'line 998', 'line 999'])
})
