/** Many random worlds, each with many random operations. */

import type { Attempt } from './attempt.ts'
import { inProcess, withExaminer, type Examine, type Examiner } from './examine.ts'
import { generateOperation } from './generate-operation.ts'
import { generateUniverse } from './generate-universe.ts'
import { Random } from './random.ts'
import { createWorld, type FuzzWorld } from './world.ts'

export type FuzzFinding = {
  /** Of the world. */
  readonly seed: number
  /** Undefined where the world itself could not be made. */
  readonly attempt?: Attempt
  readonly what: string
}

export type FuzzCampaign = {
  readonly worlds: number
  readonly operations: number
  readonly fetches: number
  readonly findings: readonly FuzzFinding[]
}

export type CampaignOptions = {
  readonly firstSeed: number
  /** Milliseconds after which no further world is begun. */
  readonly time: number
  /** Seeds after which it ends. */
  readonly seeds?: number
  readonly operationsPerWorld?: number
  readonly examine?: Examine
  /** Findings after which it ends. */
  readonly enough?: number
  readonly onWorld?: (campaign: FuzzCampaign, found: readonly FuzzFinding[]) => Promise<void> | void
}

export async function runCampaign(options: CampaignOptions): Promise<FuzzCampaign> {
  const { firstSeed, time, seeds = Infinity, operationsPerWorld = 25, enough = 5, examine = inProcess } = options
  const end = performance.now() + time
  let campaign: FuzzCampaign = { worlds: 0, operations: 0, fetches: 0, findings: [] }
  for (
    let seed = firstSeed;
    seed < firstSeed + seeds && performance.now() < end && campaign.findings.length < enough;
    seed++
  ) {
    const explored = await exploreSeed(seed, operationsPerWorld, examine)
    if (!explored) continue
    campaign = {
      worlds: campaign.worlds + 1,
      operations: campaign.operations + explored.operations,
      fetches: campaign.fetches + explored.fetches,
      findings: [...campaign.findings, ...explored.findings],
    }
    await options.onWorld?.(campaign, explored.findings)
  }
  return campaign
}

type Explored = Omit<FuzzCampaign, 'worlds'>

/** Undefined where the seed's universe does not compose. */
async function exploreSeed(seed: number, operations: number, examine: Examine): Promise<Explored | undefined> {
  try {
    const world = createWorld(generateUniverse(seed))
    return world && (await withExaminer(examine, world, (examiner) => exploreWorld(world, operations, examiner)))
  } catch (error) {
    const what = `no world: ${error instanceof Error ? error.stack : String(error)}`
    return { operations: 0, fetches: 0, findings: [{ seed, what }] }
  }
}

async function exploreWorld(world: FuzzWorld, count: number, examiner: Examiner): Promise<Explored> {
  const { seed } = world.universe
  const random = new Random(seed ^ 0x5eed)
  const findings: FuzzFinding[] = []
  let operations = 0
  for (let tries = 0; tries < count * 3 && operations < count && findings.length === 0; tries++) {
    const operation = generateOperation(random, world.schema)
    if (!operation) continue
    operations++
    const attempt = { operation, overrides: random.some(world.labels, 0.5), outages: random.below(1e6) }
    const what = await examiner.fault(attempt)
    if (what !== undefined) findings.push({ seed, attempt, what })
  }
  return { operations, fetches: world.upstreams.requests.length, findings }
}
