/**
 * `npm run fuzz -- [seconds] [first seed]`: goes through random supergraphs until the time is over, or three differences are
 * found. Without a seed it begins anywhere; what it finds is told with the seed that finds it again.
 */

import { runCampaign } from './campaign.ts'
import { report } from './report.ts'

const [seconds = '60', seed = String(Math.floor(Math.random() * 1e9))] = process.argv.slice(2)
console.log(`from seed ${seed}`)
let told = performance.now()
const { worlds, operations, fetches, findings } = await runCampaign({
  firstSeed: Number(seed),
  time: Number(seconds) * 1000,
  enough: 3,
  onWorld: async (campaign, found) => {
    for (const finding of found) console.log(`\n${await report(finding)}\n`)
    if (performance.now() - told < 10_000) return
    told = performance.now()
    console.log(
      `${campaign.worlds} supergraphs, ${campaign.operations} operations, ${campaign.findings.length} findings`,
    )
  },
})
console.log(`${worlds} supergraphs, ${operations} operations, ${fetches} fetches, ${findings.length} findings`)
process.exitCode = findings.length > 0 ? 1 : 0
