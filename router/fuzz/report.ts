/** Says what a campaign found, so that it can be found again: the seed, the smallest operation, the subgraphs, their fetches. */

import type { Attempt } from './attempt.ts'
import type { FuzzFinding } from './campaign.ts'
import { inProcess, throughRouter, withExaminer, type Examine, type Examiner } from './examine.ts'
import { generateUniverse } from './generate-universe.ts'
import { printSubgraph } from './print-subgraph.ts'
import { shrink } from './shrink.ts'
import { createWorld, type FuzzWorld } from './world.ts'

export async function report({ seed, attempt, what }: FuzzFinding, examine: Examine = inProcess): Promise<string> {
  const universe = generateUniverse(seed)
  const world = attempt && createWorld(universe)
  return [
    `seed ${seed}; again: npm run fuzz -- 1 ${seed}${examine === throughRouter ? ' --through-router' : ''}`,
    ...(world
      ? await withExaminer(examine, world, (examiner) => reportAttempt(world, attempt, what, examiner))
      : [what]),
    ...universe.subgraphs.map((name) => `# ${name}\n${printSubgraph(universe, name)}`),
  ].join('\n')
}

async function reportAttempt(world: FuzzWorld, attempt: Attempt, what: string, examiner: Examiner): Promise<string[]> {
  const kind = (text: string | undefined): string | undefined => text?.split('\n')[0]?.slice(0, 16)
  const isSame = async (operation: Attempt['operation']): Promise<boolean> =>
    kind(await examiner.fault({ ...attempt, operation })) === kind(what)
  const operation = await shrink(attempt.operation, world.schema, isSame)
  world.upstreams.requests.length = 0
  const found = await examiner.fault({ ...attempt, operation })
  const fetches = world.upstreams.requests.map(
    ({ service, request }) => `${service}: ${request.query} ${JSON.stringify(request.variables)}`,
  )
  return [
    operation.text,
    `variables ${JSON.stringify(operation.variables)}`,
    ...(attempt.overrides.length > 0 ? [`overrides ${attempt.overrides.join(', ')}`] : []),
    found ?? what,
    ...new Set(fetches),
  ]
}
