/** `npm run bench:limits -- refusals|blocks [seconds]`: what documents cost that are refused, and those that are as hard as the limits allow. */

import { machine } from '../../saga/src/machine.ts'
import { measureBlocks } from './blocks.ts'
import { measureRefusals } from './refusals.ts'

const [which = 'refusals', seconds = '10'] = process.argv.slice(2)
const measures: Readonly<Record<string, () => Promise<string>>> = {
  refusals: () => measureRefusals(Number(seconds)),
  blocks: () => measureBlocks(),
}
const measure = measures[which]
if (!measure) {
  console.error(`Expected one of: ${Object.keys(measures).join(', ')}`)
  process.exit(1)
}
const { cpu, cores, node, loadBefore, commit } = await machine()
console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
console.log(await measure())
