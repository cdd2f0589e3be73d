/**
 * `npm run fuzz:splices -- [comparisons] [first seed]`: compares spliced answers with those made by values until so many have been
 * compared, or a difference is found; a million without a number.
 */

import { runSplices } from './campaign.ts'

const [comparisons = '1000000', seed = '1'] = process.argv.slice(2)
let told = performance.now()
const campaign = await runSplices({
  firstSeed: Number(seed),
  comparisons: Number(comparisons),
  onWorld: (present) => {
    if (performance.now() - told < 10_000) return
    told = performance.now()
    console.log(summary(present))
  },
})
for (const finding of campaign.findings) console.log(JSON.stringify(finding, null, 2))
console.log(summary(campaign))
process.exitCode = campaign.findings.length > 0 ? 1 : 0

function summary({ worlds, operations, suited, comparisons: compared, spliced, findings }: typeof campaign): string {
  return `${worlds} supergraphs, ${operations} operations, ${suited} of them suited, ${compared} comparisons, ${spliced} spliced to the end, ${findings.length} differences`
}
