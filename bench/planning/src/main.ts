/** `npm run bench:planning`: CPU of planning an operation that is new, by our planners and by those of others. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parse, type GraphQLSchema } from 'graphql'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { compose } from '@shop/router/supergraph/compose.ts'
import { DirectPlanner } from '@shop/router/planning/direct/direct-planner.ts'
import { Planner } from '@shop/router/planning/planner.ts'
import { shopSchemas, type GraphSchemas } from '../../reload/src/shop-schemas.ts'
import { twentySubgraphs } from '../../reload/src/twenty-subgraphs.ts'
import { installPeers } from '../../router/src/install.ts'
import { pages } from '../../router/src/pages.ts'
import { schemas } from '../../router/src/subgraphs/schemas.ts'
import { machine } from '../../saga/src/machine.ts'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { documentsOver } from './documents.ts'
import { planners } from './planners.ts'

const ROUNDS = 5
/** Planners are compiled as they run. */
const WARMING_ROUNDS = 4
const SEED = 7

type GenerateDocuments = (schema: GraphQLSchema, count: number) => readonly string[]

const command = commandLine({
  script: 'bench:planning',
  does: 'Measures the CPU of planning operations that are new, by our planners and by those of others.',
  examples: { '': '300 documents a round', '1000': 'more of them' },
})
  .argument('[documents]', 'of each of five rounds', wholeNumber, 300)
  .parse()
const [count] = command.processedArgs

/** None alike, each with another choice of fields. */
const ofAllKinds: GenerateDocuments = (schema, number) => documentsOver(schema, number, SEED)
/** The same but for the name of the operation and of one field. */
const orderPage: GenerateDocuments = (_, number) => {
  const page = pages.find(({ isNew }) => isNew)
  return Array.from({ length: number }, (__, index) => page?.query(index) ?? '')
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-planning-'))

async function measure(graph: string, subgraphs: GraphSchemas, documents: GenerateDocuments): Promise<TableCell[][]> {
  const sdl = compose(Object.entries(subgraphs).map(([name, text]) => ({ name, url: `http://${name}`, sdl: text })))
  const { apiSchema, facts } = new Planner(sdl)
  const all = documents(apiSchema, count * (WARMING_ROUNDS + ROUNDS))
  const direct = new DirectPlanner(apiSchema, facts.fieldOwners)
  const share = all.filter((text) => direct.plan(parse(text))).length / all.length
  const warm = all.slice(0, count * WARMING_ROUNDS)
  const rounds = Array.from({ length: ROUNDS }, (_, round) =>
    all.slice((WARMING_ROUNDS + round) * count).slice(0, count),
  )
  const files = [path.join(folder, 'supergraph.graphql'), path.join(folder, 'documents.json')] as const
  await Promise.all([writeFile(files[0], sdl), writeFile(files[1], JSON.stringify([warm, ...rounds]))])
  const rows: TableCell[][] = []
  for (const name of Object.keys(planners)) rows.push([graph, share * 100, name, ...(await measured(name, files))])
  return rows
}

/** The median of the rounds, the least and the most. */
async function measured(name: string, files: readonly string[]): Promise<TableCell[]> {
  console.error(`${name} ...`)
  const figures: number[] = []
  const args = [path.join(import.meta.dirname, 'measure.ts'), name, ...files]
  const child = await Child.spawn({ file: process.execPath, args, cwd: projectRoot }, (line) => {
    if (Number(line) > 0) figures.push(Number(line))
  })
  const { code } = await child.exited
  if (code !== 0) console.error(child.lastLines.join('\n'))
  const sorted = figures.toSorted((one, other) => one - other)
  return [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)].map((each) => each ?? null)
}

try {
  await installPeers()
  const { cpu, cores, node, loadBefore, commit } = await machine()
  console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
  const rows = [
    ...(await measure('bench/router, its order page', schemas, orderPage)),
    ...(await measure('bench/router', schemas, ofAllKinds)),
    ...(await measure('the shop', await shopSchemas(), ofAllKinds)),
    ...(await measure('20 subgraphs', twentySubgraphs, ofAllKinds)),
  ]
  console.log(table(['graph', '% planned directly', 'planner', 'CPU ms/document', 'least', 'most'], rows))
} finally {
  await rm(folder, { recursive: true })
}
