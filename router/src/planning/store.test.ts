import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PlanStore } from './store.ts'

let directory: string
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'plans-'))))
afterEach(() => rm(directory, { recursive: true }))

const request = { document: '{ x }' }

test('what was put is there for the next process with the same supergraph', async () => {
  await (await PlanStore.open(directory, 'graph', 10_000)).put('key', request, '{"form":1}')
  const next = await PlanStore.open(directory, 'graph', 10_000)
  expect(await next.get('key')).toBe('{"form":1}')
  expect(await next.requests()).toEqual([request])
})

test('plans of another supergraph are forgotten', async () => {
  await (await PlanStore.open(directory, 'graph', 10_000)).put('key', request, '{}')
  await PlanStore.open(directory, 'another', 10_000)
  const again = await PlanStore.open(directory, 'graph', 10_000)
  expect(await again.get('key')).toBeUndefined()
})

test('the oldest go when there is no room', async () => {
  const store = await PlanStore.open(directory, 'graph', 400)
  for (const key of ['a', 'b', 'c', 'd']) await store.put(key, request, JSON.stringify('x'.repeat(80)))
  expect(await store.get('a')).toBeUndefined()
  expect(await store.get('d')).toBeDefined()
})

test('a file that cannot be read is no plan', async () => {
  const store = await PlanStore.open(directory, 'graph', 10_000)
  await store.put('key', request, '{}')
  const [generation = ''] = await readdir(directory)
  const [file = ''] = await readdir(join(directory, generation))
  await writeFile(join(directory, generation, file), 'half a fi')
  expect(await store.get('key')).toBeUndefined()
})

test('a folder that is gone costs no more than planning again', async () => {
  const store = await PlanStore.open(directory, 'graph', 10_000)
  await rm(directory, { recursive: true })
  await store.put('key', request, '{}')
  expect(await store.get('key')).toBeUndefined()
  await PlanStore.open(directory, 'graph', 10_000)
})
