/** `npm run bench:limits -- refusals|blocks [seconds]`: what documents cost that are refused, and those that are as hard as the limits allow. */

import { parseArgs } from 'node:util'
import { positive } from '../../router/src/positive.ts'
import { machine } from '../../saga/src/machine.ts'
import { measureBlocks } from './blocks.ts'
import { measureRefusals } from './refusals.ts'
import { refused } from './refused.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: 'string', multiple: true } },
})
const [which = 'refusals', asked = '10'] = positionals
const seconds = positive('seconds', asked)
const { kind: kinds = Object.keys(refused) } = values
const unknown = kinds.filter((kind) => !(kind in refused))
if (unknown.length > 0) fail(`No such kind: ${unknown.join(', ')}. There are: ${Object.keys(refused).join('; ')}`)
const measures: Readonly<Record<string, () => Promise<string>>> = {
  refusals: () => measureRefusals(seconds, kinds),
  blocks: () => measureBlocks(),
}
const measure = measures[which] ?? fail(`Expected one of: ${Object.keys(measures).join(', ')}`)
const { cpu, cores, node, loadBefore, commit } = await machine()
console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
console.log(await measure())

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
