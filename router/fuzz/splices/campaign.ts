/** Random operations of random supergraphs, each with many variations of its subgraphs' answers: spliced and by values, they are the same. */

import type { ExecutionContext, PreparedRequest, Result, Variables, WrittenResult } from '../../src/executor.ts'
import { compileOperation } from '../../src/execution/operation.ts'
import { readRequestedFields } from '../../src/execution/shaping.ts'
import { outlineOf } from '../../src/execution/splicing/second-tier.ts'
import { PATIENT } from '../../testing/execution/local-upstreams.ts'
import { plan, type Planned } from '../attempt.ts'
import { generateOperation } from '../generate-operation.ts'
import { generateUniverse } from '../generate-universe.ts'
import { Random } from '../random.ts'
import { createWorld, type FuzzWorld } from '../world.ts'
import { VariedUpstreams } from './answers.ts'

export type SpliceFinding = {
  readonly seed: number
  readonly variation: number
  readonly operation: string
  readonly spliced: string
  readonly byValues: string
}

export type SpliceCampaign = {
  readonly worlds: number
  /** Run on them; and those of a kind whose answers can be spliced. */
  readonly operations: number
  readonly suited: number
  /** Of answers; and those that were spliced to the end. */
  readonly comparisons: number
  readonly spliced: number
  readonly findings: readonly SpliceFinding[]
}

export type SpliceOptions = {
  readonly firstSeed: number
  readonly comparisons: number
  /** Milliseconds after which no further world is begun. */
  readonly time?: number
  readonly variations?: number
  readonly onWorld?: (campaign: SpliceCampaign) => void
}

const OPERATIONS = 25
const TIERING = { from: 1, deoptsAllowed: Infinity, cooldown: 0 }

export async function runSplices(options: SpliceOptions): Promise<SpliceCampaign> {
  const { firstSeed, comparisons, time = Infinity, variations = 100, onWorld } = options
  const end = performance.now() + time
  let campaign: SpliceCampaign = { worlds: 0, operations: 0, suited: 0, comparisons: 0, spliced: 0, findings: [] }
  for (let seed = firstSeed; campaign.comparisons < comparisons && performance.now() < end; seed++) {
    const world = createWorld(generateUniverse(seed))
    if (!world) continue
    campaign = { ...campaign, worlds: campaign.worlds + 1 }
    const random = new Random(seed ^ 0x5b11ce)
    for (let tries = 0; tries < OPERATIONS; tries++) {
      const operation = generateOperation(random, world.schema)
      const planned = operation && planOf(world, { operation, overrides: [], outages: 0 })
      if (!planned || planned.form.kind === 'subscription') continue
      campaign = added(campaign, await compare(world, planned, variations))
      if (campaign.findings.length > 0) return campaign
    }
    onWorld?.(campaign)
  }
  return campaign
}

/** What cannot be planned is another test's matter. */
function planOf(world: FuzzWorld, attempt: Parameters<typeof plan>[1]): Planned | undefined {
  try {
    return plan(world, attempt)
  } catch {
    return undefined
  }
}

type Compared = Pick<SpliceCampaign, 'suited' | 'comparisons' | 'spliced' | 'findings'>
const NONE: Compared = { suited: 0, comparisons: 0, spliced: 0, findings: [] }

async function compare(world: FuzzWorld, planned: Planned, variations: number): Promise<Compared> {
  const { form, document, variables, operation } = planned
  const { schema, applies } = world.settings
  if (!form.step || !outlineOf(form.step, readRequestedFields(document, form.inside, schema), applies)) return NONE
  const upstreams = new VariedUpstreams(world.upstreams)
  const prepared = compileOperation(form, document, { ...world.settings, upstreams, splicing: TIERING })
  if (prepared.kind === 'subscription') throw new TypeError('expected a query or mutation')
  await prepared.execute(variables, PATIENT)
  let spliced = 0
  for (let variation = 0; variation < variations; variation++) {
    upstreams.variation = variation
    const written = await write(prepared, variables, PATIENT)
    if ('bytes' in written) spliced++
    const [actual, expected] = [textOf(written), textOf(await prepared.execute(variables, PATIENT))]
    if (actual === expected) continue
    const { seed } = world.universe
    const finding = { seed, variation, operation: operation.text, spliced: actual, byValues: expected }
    return { suited: 1, comparisons: variation + 1, spliced, findings: [finding] }
  }
  return { suited: 1, comparisons: variations, spliced, findings: [] }
}

async function write(
  prepared: PreparedRequest,
  variables: Variables,
  context: ExecutionContext,
): Promise<Result | WrittenResult> {
  if (!prepared.write) throw new TypeError('a request can be written')
  return prepared.write(variables, context)
}

/** As a client reads it, keys in order. */
function textOf(result: Result | WrittenResult): string {
  const text = 'bytes' in result ? Buffer.from(result.bytes, 'latin1').toString() : JSON.stringify(result)
  return JSON.stringify(JSON.parse(text))
}

function added(campaign: SpliceCampaign, compared: Compared): SpliceCampaign {
  return {
    ...campaign,
    operations: campaign.operations + 1,
    suited: campaign.suited + compared.suited,
    comparisons: campaign.comparisons + compared.comparisons,
    spliced: campaign.spliced + compared.spliced,
    findings: [...campaign.findings, ...compared.findings],
  }
}
