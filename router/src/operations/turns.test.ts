import { setImmediate as turn } from 'node:timers/promises'
import { Turns } from './turns.ts'

/** Each reading takes so long. */
function reader(ms: number) {
  let now = 0
  const read: number[] = []
  const turns = new Turns(() => now)
  const begin = (number: number, kind?: 'new' | 'known', caller?: string) =>
    turns.read(
      () => {
        now += ms
        read.push(number)
        return number
      },
      kind,
      caller,
    )
  return { read, begin }
}

test('what takes long together is read in turns, in its order', async () => {
  const { read, begin } = reader(5)
  const reading = Promise.all([0, 1, 2, 3, 4].map((number) => begin(number)))
  const seen = []
  for (; read.length < 5; await turn()) seen.push(read.length)
  expect(seen).toEqual([1, 2, 3, 4])
  expect(await reading).toEqual([0, 1, 2, 3, 4])
  expect(read).toEqual([0, 1, 2, 3, 4])
})

test('a known operation does not wait behind new ones', () => {
  const { read, begin } = reader(3)
  for (const number of [0, 1, 2]) void begin(number)
  void begin(3, 'known')
  expect(read).toEqual([0, 3])
})

test('whose texts are many does not keep others waiting for all of them', async () => {
  const { read, begin } = reader(5)
  const reading = [0, 1, 2, 3, 4].map((number) => begin(number, 'new', 'many'))
  await Promise.all([...reading, begin(9, 'new', 'one')])
  expect(read).toEqual([0, 1, 9, 2, 3, 4])
})

test('also what is known is read in turns where its variables take long', async () => {
  const { read, begin } = reader(5)
  const reading = Promise.all([0, 1, 2, 3].map((number) => begin(number, 'known')))
  const seen = []
  for (; read.length < 4; await turn()) seen.push(read.length)
  expect(seen).toEqual([2, 3])
  expect(await reading).toEqual([0, 1, 2, 3])
})

test('a short task does not wait', () => {
  const { read, begin } = reader(0.1)
  void Promise.all(Array.from({ length: 1000 }, (_, number) => begin(number)))
  expect(read.length).toBe(1000)
})

test('what fails has had its turn as well', async () => {
  const turns = new Turns()
  const failing = turns.read(() => {
    throw new Error('nothing to read')
  })
  await expect(failing).rejects.toThrow('nothing to read')
  expect(await turns.read(() => 'read')).toBe('read')
})
