/** One planner over one graph, in a process of its own: `measure.ts PLANNER SUPERGRAPH DOCUMENTS`. Prints CPU milliseconds of a document, a round. */

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { planners } from './planners.ts'

const [name = '', supergraph = '', documents = ''] = process.argv.slice(2)
const create = planners[name]
if (!create) throw new Error(`no planner is called ${name}`)
const [warming = [], ...rounds] = z.array(z.array(z.string())).parse(JSON.parse(readFileSync(documents, 'utf8')))
const plan = await create(readFileSync(supergraph, 'utf8'))
warming.forEach(plan)
for (const round of rounds) {
  const before = process.cpuUsage()
  round.forEach(plan)
  const { user, system } = process.cpuUsage(before)
  console.log((user + system) / 1000 / round.length)
}
