/** Says what a campaign found, so that it can be found again: the seed, the smallest operation, the subgraphs, their fetches. */

import type { Finding } from './campaign.ts'
import { difference } from './compare.ts'
import { generateUniverse } from './generate-universe.ts'
import { printSubgraph } from './print-subgraph.ts'
import { shrink } from './shrink.ts'
import { createWorld } from './world.ts'

export async function report({ seed, operation, overrides, what }: Finding): Promise<string> {
  const universe = generateUniverse(seed)
  const world = createWorld(universe)
  if (!world) return `seed ${seed}: ${what}`
  const kind = (text: string | undefined): string | undefined => text?.split('\n')[0]?.slice(0, 40)
  const isSame = async (candidate: typeof operation): Promise<boolean> =>
    kind(await difference(world, candidate, overrides)) === kind(what)
  const small = await shrink(operation, world.schema, isSame)
  world.upstreams.requests.length = 0
  const found = await difference(world, small, overrides)
  const fetches = world.upstreams.requests.map(
    ({ service, request }) => `${service}: ${request.query} ${JSON.stringify(request.variables)}`,
  )
  return [
    `seed ${seed}${overrides.length > 0 ? `, with ${overrides.join(', ')}` : ''}`,
    small.text,
    `variables ${JSON.stringify(small.variables)}`,
    found ?? what,
    ...fetches,
    ...universe.subgraphs.map((name) => `# ${name}\n${printSubgraph(universe, name)}`),
  ].join('\n')
}
