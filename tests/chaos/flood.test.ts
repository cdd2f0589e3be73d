import { flood } from './flood.ts'

const MOST_MORE_MB = 250 // a process that had little to do keeps more once it has had much

test('ten times more orders than the shop can take: what is too much is refused, what was accepted comes to its end', async () => {
  const { accepted, terminal, refused, lost, broken, memory } = await flood({
    ...{ durationMs: 10_000, times: 10, calibrateMs: 5_000 },
  })
  expect({ broken, lost, terminal }).toEqual({ broken: [], lost: 0, terminal: accepted })
  expect(Math.min(accepted, refused)).toBeGreaterThan(0)
  for (const [service, peak] of Object.entries(memory.peak))
    expect({ service, more: peak - (memory.before[service] ?? 0) < MOST_MORE_MB }).toEqual({ service, more: true })
}, 400_000)
