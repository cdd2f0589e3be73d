/** `npm run bench:limits -- refusals|blocks|memory|outage [seconds]`: what documents cost that are refused, and those that are as hard as the limits allow; what clients can make the router hold; and what an answer costs while a subgraph is away. */

import { commandLine, duration, oneOf } from '@shop/platform/command-line.ts'
import { machine } from '../../saga/src/machine.ts'
import { measureBlocks } from './blocks.ts'
import { measureMemory } from './memory.ts'
import { measureOutage } from './outage.ts'
import { measureRefusals } from './refusals.ts'
import { refused } from './refused.ts'

const measures = ['refusals', 'blocks', 'memory', 'outage'] as const
const command = commandLine({
  script: 'bench:limits',
  does: 'Measures what documents cost that are refused (refusals), or are as hard as the limits allow (blocks), what clients can make the router hold (memory), and what an answer costs while a subgraph is away (outage).',
  examples: {
    '': 'refusals, 10 s each',
    'refusals 30s --kind depth': 'of one kind',
    blocks: 'the longest blocks',
    memory: 'unread answers, half bodies, a large event',
    'memory --only WebSocket': 'those of WebSockets',
    outage: '1,000 and 40,000 items of which one of two subgraphs is away',
  },
})
  .argument('[what]', measures.join(' or '), oneOf(...measures), 'refusals' as const)
  .argument('[time]', 'for each measurement of refusals', duration, 10_000)
  .option('--kind <names...>', `of refused documents: ${Object.keys(refused).join('; ')}`)
  .option('--only <text>', 'of memory: cases whose name has it', '')
  .parse()
const [what, time] = command.processedArgs
const { kind: kinds = Object.keys(refused), only } = command.opts()
const unknown = kinds.filter((kind) => !(kind in refused))
if (unknown.length > 0) command.error(`--kind: there is no ${unknown.join(', ')}`)
const { cpu, cores, node, loadBefore, commit } = await machine()
console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
const measured = {
  blocks: measureBlocks,
  memory: () => measureMemory(only),
  outage: measureOutage,
  refusals: () => measureRefusals(time / 1_000, kinds),
}
console.log(await measured[what]())
