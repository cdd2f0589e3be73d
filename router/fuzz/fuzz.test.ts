import { runCampaign } from './campaign.ts'
import { throughRouter } from './examine.ts'
import { report } from './report.ts'

/** Milliseconds, and seeds: the same in every run, as many as there is time for. `npm run fuzz` goes on, and elsewhere. */
const TIME = 60_000
const SEEDS = 380

test('random supergraphs answer random operations as the composed schema alone would', async () => {
  const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1)
  const { findings, operations } = await runCampaign({ firstSeed, time: TIME, seeds: SEEDS, enough: 1 })
  expect(await Promise.all(findings.map((finding) => report(finding)))).toEqual([])
  expect(operations).toBeGreaterThan(0)
}, 180_000)

test('so do whole routers over HTTP, with labels of @override in a header', async () => {
  const options = { firstSeed: 1, time: TIME / 4, seeds: 30, operationsPerWorld: 15, enough: 1, examine: throughRouter }
  const { findings, operations } = await runCampaign(options)
  expect(await Promise.all(findings.map((finding) => report(finding, throughRouter)))).toEqual([])
  expect(operations).toBeGreaterThan(0)
}, 180_000)
