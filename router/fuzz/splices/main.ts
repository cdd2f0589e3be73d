/**
 * `npm run fuzz:splices -- [comparisons] [first seed]`: compares spliced answers with those made by values until so many have been
 * compared, or a difference is found; a million without a number.
 */

import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { runSplices } from './campaign.ts'

const [comparisons, seed] = commandLine({
  script: 'fuzz:splices',
  does: 'Compares answers that are spliced from bytes with those made of values, for random operations and answers.',
  examples: { '': 'a million comparisons', '10000 42': 'ten thousand, from the supergraph of that seed' },
})
  .argument('[comparisons]', 'how many', wholeNumber, 1_000_000)
  .argument('[first seed]', 'where to begin', wholeNumber, 1)
  .parse().processedArgs
let printedAt = performance.now()
const campaign = await runSplices({
  firstSeed: seed,
  comparisons,
  onWorld: (present) => {
    if (performance.now() - printedAt < 10_000) return
    printedAt = performance.now()
    console.log(summary(present))
  },
})
for (const finding of campaign.findings) console.log(JSON.stringify(finding, null, 2))
console.log(summary(campaign))
process.exitCode = campaign.findings.length > 0 || campaign.comparisons === 0 ? 1 : 0 // a run of nothing shows nothing

function summary({ worlds, operations, suited, comparisons: compared, spliced, findings }: typeof campaign): string {
  return `${worlds} supergraphs, ${operations} operations, ${suited} of them suited, ${compared} comparisons, ${spliced} spliced to the end, ${findings.length} differences`
}
