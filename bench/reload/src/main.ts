/** `npm run bench:reload`: for how long another supergraph keeps the router's event loop from everything else, and what it leaves in memory. */

import { setTimeout as after } from 'node:timers/promises'
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { startRouter, type Block } from '../../limits/src/router.ts'
import { machine } from '../../saga/src/machine.ts'
import { memoryBytes } from '../../saga/src/process/stat.ts'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { shopSchemas, type GraphSchemas } from './shop-schemas.ts'
import { operationsOfTwenty, twentySubgraphs } from './twenty-subgraphs.ts'

/** No subgraph is running: an operation that fails in execution has been planned. */
const NOWHERE = 'http://127.0.0.1:9/graphql'
const operationsOfShop = Array.from(
  { length: 40 },
  (_, n) =>
    `query Q${n} { order(id: "${n}") { id status product { name price } delivery { status } timeline { at } } }`,
)

const command = commandLine({
  script: 'bench:reload',
  does: 'Gives the router another supergraph again and again, and measures for how long its event loop stands still.',
  examples: { '': 'of the shop and of twenty subgraphs, 8 times each', '20': '20 times each' },
})
  .argument('[times]', 'for each graph', wholeNumber, 8)
  .parse()
const [times] = command.processedArgs

async function measure(name: string, schemas: GraphSchemas, operations: readonly string[]): Promise<TableCell[]> {
  const beganMs = performance.now()
  const router = await startRouter(schemas, () => NOWHERE, {
    settings: { RATE_PER_ADDRESS: '0', RATE_COST: '0' },
    monitored: true,
  })
  const startMs = performance.now() - beganMs
  try {
    const code = async (query: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(router.url, { method: 'POST', headers, body: JSON.stringify({ query }) })
      const answer: { errors?: { extensions?: { code?: string } }[] } = JSON.parse(await response.text())
      return answer.errors?.[0]?.extensions?.code
    }
    const before = memoryBytes(router.pid)
    for (const query of operations) await code(query)
    const blocks: Block[] = []
    for (let n = 0; n < times; n++) {
      await after(500)
      const changed = withField(schemas, `reloaded${n}`)
      await router.maxBlock()
      await router.serve(changed)
      while ((await code(`{ reloaded${n} }`)) === 'GRAPHQL_VALIDATION_FAILED') await after(20)
      await after(300)
      blocks.push(await router.maxBlock())
    }
    const sorted = (of: (block: Block) => number) => blocks.map(of).toSorted((one, other) => one - other)
    const [wall, cpu] = [sorted(({ wallMs }) => wallMs), sorted(({ cpuMs }) => cpuMs)]
    const middle = Math.floor(times / 2)
    const row = [wall[middle], wall.at(-1), cpu[middle], cpu.at(-1)].map((each) => each ?? null)
    return [name, startMs / 1_000, ...row, before / 2 ** 20, memoryBytes(router.pid) / 2 ** 20]
  } finally {
    await router.stop()
  }
}

/** One more field of the first subgraph's Query. */
function withField(schemas: GraphSchemas, name: string): GraphSchemas {
  const [[first, sdl] = ['', ''], ...others] = Object.entries(schemas)
  return Object.fromEntries([[first, `${sdl}\nextend type Query { ${name}: Int }`], ...others])
}

const { cpu, cores, node, loadBefore, commit } = await machine()
console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
console.log(
  table(
    ['graph', 'start s', 'block ms', 'longest', 'CPU ms of it', 'longest', 'MiB at the start', 'MiB at the end'],
    [
      await measure('the shop', await shopSchemas(), operationsOfShop),
      await measure('20 subgraphs', twentySubgraphs, operationsOfTwenty),
    ],
  ),
)
