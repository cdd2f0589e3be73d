import type { Change } from './domain/change.ts'
import { Projector } from './projector.ts'

const at = '2026-01-01T00:00:00.000Z'
const change = (version: number): Change => ({ document: 'page', userId: 'kim', version, at, points: 1, spent: 0 })

test('what comes while a batch is collected is stored together', async () => {
  const batches: number[] = []
  let goOn: () => void = () => undefined
  const projector = new Projector(
    async (changes) => void batches.push(changes.length),
    () => new Promise((resolve) => (goOn = resolve)),
  )
  const all = [change(1), change(2), change(3)].map((each) => projector.project(each))
  await Promise.resolve()
  expect(batches).toEqual([])
  goOn()
  await Promise.all(all)
  expect(batches).toEqual([3])
})

test('a batch that is full waits for nothing', async () => {
  const batches: number[] = []
  const projector = new Projector(
    async (changes) => void batches.push(changes.length),
    () => new Promise(() => undefined),
  )
  await Promise.all(Array.from({ length: 500 }, (_, version) => projector.project(change(version))))
  expect(batches).toEqual([500])
})
