import { Registry } from 'prom-client'
import { sampledGauges } from './sampled.ts'

function open(sample: (nth: number) => Promise<number>) {
  const registry = new Registry()
  let [time, taken] = [0, 0]
  sampledGauges(
    registry,
    () => sample((taken += 1)),
    [
      { name: 'one', help: 'plain', read: (value) => [{ value }] },
      { name: 'many', help: 'labelled', labelNames: ['of'], read: (value) => [{ labels: { of: 'a' }, value }] },
    ],
    () => time,
  )
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => /^(one|many)/.test(line))
  return { lines, pass: (milliseconds: number) => (time += milliseconds), taken: () => taken }
}

test('all gauges of a crowd of scrapes are read off one sample, and a later one off a new one', async () => {
  const { lines, pass, taken } = open((nth) => Promise.resolve(nth))
  await Promise.all([lines(), lines()])
  pass(4_999)
  expect(await lines()).toEqual(['one 1', 'many{of="a"} 1'])
  expect(taken()).toBe(1)
  pass(1)
  expect(await lines()).toEqual(['one 2', 'many{of="a"} 2'])
})

test('what cannot be had is left out, not 0, and comes back', async () => {
  const { lines, pass } = open((nth) => (nth === 2 ? Promise.reject(new Error('away')) : Promise.resolve(nth)))
  expect(await lines()).toHaveLength(2)
  pass(5_000)
  expect(await lines()).toEqual([])
  pass(5_000)
  expect(await lines()).toEqual(['one 3', 'many{of="a"} 3'])
})

test('a sample that takes too long does not delay the scrape', async () => {
  const { lines } = open(() => new Promise(() => undefined))
  expect(await lines()).toEqual([])
})
