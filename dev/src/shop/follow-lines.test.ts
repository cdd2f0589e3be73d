import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { followLines } from './follow-lines.ts'
import { LogFiles } from './log-files.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'follow-lines-'))))
afterEach(() => rm(folder, { recursive: true }))

test('each line is reported once and in order, also when the file is rotated', async () => {
  const files = new LogFiles(folder, 50)
  files.write('order', 'old')
  const stop = new AbortController()
  const followed: string[] = []
  for await (const line of followLines(folder, 'order', 10, stop.signal)) {
    followed.push(line)
    const next = followed.length
    if (next === 20) stop.abort()
    else files.write('order', `line ${next}`)
  }
  files.close()
  expect(followed).toEqual(['old', ...Array.from({ length: 19 }, (_none, index) => `line ${index + 1}`)])
})

test('a process that has written nothing yet is waited for', async () => {
  const files = new LogFiles(folder)
  const lines = followLines(folder, 'order', 10, new AbortController().signal)
  const first = lines.next()
  files.write('order', 'hello')
  expect(await first).toEqual({ done: false, value: 'hello' })
  await lines.return()
  files.close()
})
