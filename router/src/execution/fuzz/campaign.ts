/** Many random worlds, each asked many random operations. */

import { difference } from './compare.ts'
import { generateOperation, type Operation } from './generate-operation.ts'
import { generateUniverse } from './generate-universe.ts'
import { Random } from './random.ts'
import { createWorld, type World } from './world.ts'

export type Finding = {
  readonly seed: number
  readonly operation: Operation
  readonly overrides: readonly string[]
  readonly what: string
}

export type Campaign = {
  readonly worlds: number
  readonly operations: number
  readonly fetches: number
  readonly errors: number
  readonly findings: readonly Finding[]
}

export type CampaignOptions = {
  readonly firstSeed: number
  /** Milliseconds after which no further world is begun. */
  readonly time: number
  readonly worlds?: number
  readonly operationsPerWorld?: number
  /** Findings after which it ends. */
  readonly enough?: number
  readonly onWorld?: (campaign: Campaign) => void
}

export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { firstSeed, time, worlds = Infinity, operationsPerWorld = 25, enough = 5 } = options
  const end = performance.now() + time
  let campaign: Campaign = { worlds: 0, operations: 0, fetches: 0, errors: 0, findings: [] }
  for (
    let seed = firstSeed;
    seed < firstSeed + worlds && performance.now() < end && campaign.findings.length < enough;
    seed++
  ) {
    const world = createWorld(generateUniverse(seed))
    if (!world) continue
    const { operations, findings } = await exploreWorld(world, operationsPerWorld)
    campaign = {
      worlds: campaign.worlds + 1,
      operations: campaign.operations + operations,
      fetches: campaign.fetches + world.upstreams.requests.length,
      errors: campaign.errors,
      findings: [...campaign.findings, ...findings],
    }
    options.onWorld?.(campaign)
  }
  return campaign
}

async function exploreWorld(world: World, count: number): Promise<{ operations: number; findings: Finding[] }> {
  const { seed } = world.universe
  const random = new Random(seed ^ 0x5eed)
  const findings: Finding[] = []
  let operations = 0
  for (let tries = 0; tries < count * 3 && operations < count && findings.length === 0; tries++) {
    const operation = generateOperation(random, world.schema)
    if (!operation) continue
    operations++
    const overrides = random.some(world.labels, 0.5)
    const what = await difference(world, operation, overrides)
    if (what !== undefined) findings.push({ seed, operation, overrides, what })
  }
  return { operations, findings }
}
