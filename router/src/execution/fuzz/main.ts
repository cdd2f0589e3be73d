/** `npm run fuzz -- [seconds] [first seed]`: goes through random supergraphs until the time is over, or something is found. */

import { runCampaign } from './campaign.ts'
import { report } from './report.ts'

const [seconds = '60', seed = '0'] = process.argv.slice(2)
let told = performance.now()
const { worlds, operations, fetches, findings } = await runCampaign({
  firstSeed: Number(seed),
  time: Number(seconds) * 1000,
  enough: 3,
  onWorld: (campaign) => {
    if (performance.now() - told < 10_000) return
    told = performance.now()
    console.log(
      `${campaign.worlds} supergraphs, ${campaign.operations} operations, ${campaign.findings.length} findings`,
    )
  },
})
for (const finding of findings) console.log(`\n${await report(finding)}`)
console.log(`${worlds} supergraphs, ${operations} operations, ${fetches} fetches, ${findings.length} findings`)
process.exitCode = findings.length > 0 ? 1 : 0
