/** Run after run, each from the next seed, until one goes wrong. */
import { type SimulationOverrides, real } from './overrides.ts'
import { type SimulationPlan, planOf } from './plan.ts'
import { play } from './play.ts'

export type SimulationCampaign = {
  readonly runs: number
  /** Scheduled events: a call that arrives, its answer, a message, a timer. */
  readonly steps: number
  readonly messages: number // handled
  readonly events: number // logged
  readonly replayed: number // dead letters
  /** How many orders ended so, by status and reason. */
  readonly ends: ReadonlyMap<string, number>
  /** The first plan that went wrong, and what it broke. */
  readonly failure: { readonly plan: SimulationPlan; readonly broken: readonly string[] } | undefined
}

/** `goesOn` is called before each run. */
export async function simulate(
  firstSeed: number,
  goesOn: (soFar: Pick<SimulationCampaign, 'runs' | 'steps' | 'ends'>) => boolean,
  overrides: SimulationOverrides = real,
): Promise<SimulationCampaign> {
  const ends = new Map<string, number>()
  let [runs, steps, messages, events, replayed] = [0, 0, 0, 0, 0]
  let failure: SimulationCampaign['failure']
  while (failure === undefined && goesOn({ runs, steps, ends })) {
    const plan = planOf(firstSeed + runs)
    const played = await play(plan, overrides)
    runs += 1
    steps += played.steps
    messages += played.handled
    events += played.events
    replayed += played.replayed
    for (const end of played.ends) ends.set(end, (ends.get(end) ?? 0) + 1)
    if (played.broken.length > 0) failure = { plan, broken: played.broken }
  }
  return { runs, steps, messages, events, replayed, ends, failure }
}
