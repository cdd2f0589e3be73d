/**
 * `npm run fuzz -- [seconds] [first seed]`: goes through random supergraphs until the time is over, or three differences are
 * found. Without a seed it begins anywhere; a finding is printed with the seed that reproduces it.
 */

import { commandLine, duration, wholeNumber } from '@shop/platform/command-line.ts'
import { runCampaign } from './campaign.ts'
import { inProcess, throughRouter } from './examine.ts'
import { report } from './report.ts'

const command = commandLine({
  script: 'fuzz',
  does: 'Runs random operations on random supergraphs, and compares the answers with those of graphql-js.',
  examples: {
    '': 'for a minute',
    '10m': 'for ten',
    '60s 4711': 'begins with the supergraph of that seed',
    '60s --through-router': 'tests whole routers over HTTP',
  },
})
  .argument('[time]', 'how long', duration, 60_000)
  .argument('[first seed]', 'where to begin; anywhere', wholeNumber, 1 + Math.floor(Math.random() * 1e9))
  .option('--through-router', 'each supergraph is served by a whole router, over HTTP')
  .parse()
const [time, seed] = command.processedArgs
const examine = command.opts().throughRouter ? throughRouter : inProcess
console.log(`from seed ${seed}`)
let printedAt = performance.now()
const { worlds, operations, fetches, findings } = await runCampaign({
  firstSeed: seed,
  time,
  enough: 3,
  examine,
  onWorld: async (campaign, found) => {
    for (const finding of found) console.log(`\n${await report(finding, examine)}\n`)
    if (performance.now() - printedAt < 10_000) return
    printedAt = performance.now()
    console.log(
      `${campaign.worlds} supergraphs, ${campaign.operations} operations, ${campaign.findings.length} findings`,
    )
  },
})
console.log(`${worlds} supergraphs, ${operations} operations, ${fetches} fetches, ${findings.length} findings`)
process.exitCode = findings.length > 0 || operations === 0 ? 1 : 0 // a run of nothing shows nothing
