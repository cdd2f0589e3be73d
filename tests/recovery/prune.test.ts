/** Which backups are kept. */

import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { prune } from '@shop/recovery/prune.ts'

const now = new Date('2026-11-29T12:00:00Z')
const before = (days: number) => new Date(now.getTime() - days * 86_400_000)

let folder: string
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'backups-'))))
afterEach(() => rm(folder, { recursive: true }))

const backups = (...days: readonly number[]) => write('old', { orders: 3, accounts: 0 }, days)

async function write(what: string, documents: Readonly<Record<string, number>>, days: readonly number[]) {
  for (const age of days) {
    const name = path.join(folder, `${what}-${age}`)
    await mkdir(name)
    const manifest = { format: 1, begun: before(age), ended: before(age), documents }
    await writeFile(path.join(name, 'manifest.json'), JSON.stringify(manifest))
  }
}

const left = async (): Promise<string[]> => (await readdir(folder)).toSorted()

test('so many of the newest are kept, whatever their names', async () => {
  await backups(1, 20, 3, 100)
  expect(await prune(folder, { count: 2 }, now)).toEqual(['old-20', 'old-100'])
  expect(await left()).toEqual(['old-1', 'old-3'])
})

test('those of so many days are kept, and the newest even if it is older', async () => {
  await backups(1, 20, 3)
  expect(await prune(folder, { days: 5 }, now)).toEqual(['old-20'])
  expect(await prune(folder, { days: 1 }, before(-400))).toEqual(['old-3'])
  expect(await left()).toEqual(['old-1'])
})

test('backups of a database that holds nothing keep no older one from being kept', async () => {
  await backups(10, 11, 12)
  await write('empty', { orders: 0, accounts: 0 }, [1, 2, 3])
  expect(await prune(folder, { count: 2 }, now)).toEqual(['old-12'])
  expect(await prune(folder, { days: 5 }, now)).toEqual(['old-11'])
  expect(await left()).toEqual(['empty-1', 'empty-2', 'empty-3', 'old-10'])
})

test('a backup is kept where one of the two rules keeps it', async () => {
  await backups(1, 3, 20, 40)
  expect(await prune(folder, { count: 3, days: 5 }, now)).toEqual(['old-40'])
  expect(await prune(folder, { count: 1, days: 5 }, now)).toEqual(['old-20'])
  expect(await left()).toEqual(['old-1', 'old-3'])
})

test('what is no backup is left alone; the rest of one that failed is removed after a day', async () => {
  await backups(1, 2)
  await writeFile(path.join(folder, 'notes.txt'), 'mine')
  await mkdir(path.join(folder, 'mine'))
  for (const [name, age] of [
    ['failed.partial', 2],
    ['under-way.partial', 0.5],
  ] as const) {
    await mkdir(path.join(folder, name))
    await utimes(path.join(folder, name), before(age), before(age))
  }
  expect(await prune(folder, { count: 1 }, now)).toEqual(['old-2'])
  expect(await left()).toEqual(['mine', 'notes.txt', 'old-1', 'under-way.partial'])
})
