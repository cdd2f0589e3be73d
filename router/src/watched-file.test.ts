import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { until } from '../testing/until.ts'
import { watchTextFile } from './watched-file.ts'

test('what has changed before the watching began is noticed', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'watched-'))
  const file = path.join(folder, 'text')
  await writeFile(file, 'new')
  const contents: string[] = []
  const stop = watchTextFile(file, 'old', (text) => void contents.push(text))
  await until(() => contents.length > 0)
  expect(contents).toEqual(['new'])
  stop()
  await rm(folder, { recursive: true })
})
