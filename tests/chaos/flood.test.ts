import { flood, notFlat } from './flood.ts'

test('ten times more orders than the shop can take: what is too much is refused, what was accepted comes to its end', async () => {
  const { accepted, terminal, refused, failed, lost, broken, memory } = await flood({
    ...{ durationMs: 10_000, times: 10, calibrateMs: 5_000 },
  })
  expect({ broken, lost, terminal, failed }).toEqual({ broken: [], lost: 0, terminal: accepted, failed: 0 })
  expect(Math.min(accepted, refused)).toBeGreaterThan(0)
  expect({ memory, notFlat: notFlat(memory) }).toEqual({ memory, notFlat: [] })
}, 400_000)

test('memory is not flat where a second flood takes much more than the first, or the first took very much', () => {
  const before = { pay: 100, order: 100, router: 100 }
  const first = { pay: 150, order: 150, router: 250 }
  expect(notFlat({ before, first, second: { pay: 160, order: 190, router: 250 }, after: before })).toEqual([
    'order: the second flood took 40 MB more than the first, 90 than before',
    'router: the second flood took 0 MB more than the first, 150 than before',
  ])
})
