import { runCampaign } from './campaign.ts'
import { report } from './report.ts'

/** Milliseconds. The same seeds in every run; FUZZ_SEED begins elsewhere, `npm run fuzz` goes on for as long as one wants. */
const TIME = 20_000

test('random supergraphs answer random operations as the composed schema alone would', async () => {
  const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1)
  const { findings, operations } = await runCampaign({ firstSeed, time: TIME, enough: 1 })
  expect(await Promise.all(findings.map(report))).toEqual([])
  expect(operations).toBeGreaterThan(0)
}, 120_000)
