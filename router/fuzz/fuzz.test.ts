import { runCampaign } from './campaign.ts'
import { report } from './report.ts'

/** Milliseconds, and seeds: the same in every run, as many as there is time for. `npm run fuzz` goes on, and elsewhere. */
const TIME = 60_000
const SEEDS = 380

test('random supergraphs answer random operations as the composed schema alone would', async () => {
  const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1)
  const { findings, operations } = await runCampaign({ firstSeed, time: TIME, seeds: SEEDS, enough: 1 })
  expect(await Promise.all(findings.map(report))).toEqual([])
  expect(operations).toBeGreaterThan(0)
}, 180_000)
