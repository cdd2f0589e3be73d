import { ByteBudget } from '../request/byte-budget.ts'
import { Receiving, type Receiver } from './receiving.ts'

const KB = 1_024

function receiver(name: string, log: string[]): Receiver {
  return { pause: () => log.push(`${name} waits`), resume: () => log.push(`${name} goes on`) }
}

test('over the limit all wait but the first, and go on in their order as others end', () => {
  const log: string[] = []
  const [one, two, three] = ['one', 'two', 'three'].map((name) => receiver(name, log))
  if (!one || !two || !three) throw new Error('three')
  const receiving = new Receiving(300 * KB)
  receiving.received(one, 100 * KB)
  receiving.received(two, 200 * KB)
  expect(log).toEqual([])
  receiving.received(three, 100 * KB)
  receiving.received(one, 900 * KB)
  receiving.received(two, 201 * KB)
  expect(log).toEqual(['three waits', 'two waits'])
  receiving.ended(one)
  expect(log.slice(2)).toEqual(['two goes on'])
  receiving.ended(two)
  expect(log.slice(3)).toEqual(['three goes on'])
  receiving.ended(three)
  receiving.received(two, 1_000 * KB)
  expect(log).toHaveLength(4)
})

test('small answers do not count', () => {
  const log: string[] = []
  const receiving = new Receiving(1)
  for (let n = 0; n < 100; n++) receiving.received(receiver(String(n), log), 64 * KB)
  expect(log).toEqual([])
})

test('answers that wait for their clients leave less room: for those that come at the same time, and at last for any', () => {
  const log: string[] = []
  const [one, two] = ['one', 'two'].map((name) => receiver(name, log))
  if (!one || !two) throw new Error('two')
  const unsent = new ByteBudget(1_000 * KB, 1_000 * KB)
  const holder = { address: undefined, cutOff: () => undefined }
  unsent.take(holder, 700 * KB)
  const receiving = new Receiving(10_000 * KB, unsent)
  expect([receiving.received(one, 200 * KB), receiving.received(two, 101 * KB)]).toEqual([true, true])
  expect(log).toEqual(['two waits'])
  expect(receiving.received(one, 301 * KB)).toBe(false)
  receiving.ended(one)
  expect(log).toEqual(['two waits', 'two goes on'])
  unsent.give(holder, 700 * KB)
  expect(receiving.received(two, 5_000 * KB)).toBe(true) // where nothing waits, one of any size
})
