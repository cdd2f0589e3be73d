/** `npm run bench:limits -- refusals|blocks|memory [seconds]`: what documents cost that are refused, and those that are as hard as the limits allow; and what clients can make the router hold. */

import { commandLine, duration, oneOf } from '@shop/platform/command-line.ts'
import { machine } from '../../saga/src/machine.ts'
import { measureBlocks } from './blocks.ts'
import { measureMemory } from './memory.ts'
import { measureRefusals } from './refusals.ts'
import { refused } from './refused.ts'

const measures = ['refusals', 'blocks', 'memory'] as const
const command = commandLine({
  script: 'bench:limits',
  does: 'Measures what documents cost that are refused (refusals), or are as hard as the limits allow (blocks), and what clients can make the router hold (memory).',
  examples: {
    '': 'refusals, 10 s each',
    'refusals 30s --kind depth': 'of one kind',
    blocks: 'the longest blocks',
    memory: 'unread answers, half bodies, a large event',
  },
})
  .argument('[what]', measures.join(' or '), oneOf(...measures), 'refusals' as const)
  .argument('[time]', 'for each measurement of refusals', duration, 10_000)
  .option('--kind <names...>', `of refused documents: ${Object.keys(refused).join('; ')}`)
  .parse()
const [what, time] = command.processedArgs
const { kind: kinds = Object.keys(refused) } = command.opts()
const unknown = kinds.filter((kind) => !(kind in refused))
if (unknown.length > 0) command.error(`--kind: there is no ${unknown.join(', ')}`)
const { cpu, cores, node, loadBefore, commit } = await machine()
console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
const measured = { blocks: measureBlocks, memory: measureMemory, refusals: () => measureRefusals(time / 1_000, kinds) }
console.log(await measured[what]())
