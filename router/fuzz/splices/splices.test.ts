import { runSplices } from './campaign.ts'

test('a spliced answer is the one that values would have given, whatever subgraphs write', async () => {
  const { findings, comparisons, spliced } = await runSplices({ firstSeed: 1, comparisons: 15_000, time: 12_000 })
  expect(findings).toEqual([])
  expect(spliced).toBeGreaterThan(comparisons / 4)
}, 60_000)
