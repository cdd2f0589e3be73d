/** Looks for the shortest plan that still goes wrong: fewer requests, fewer accidents, fewer network faults (Zeller and Hildebrandt 2002). */
import type { SimulationPlan } from './plan.ts'
import { fine } from './network-faults.ts'

const lucks = 8

type StillFails = (plan: SimulationPlan) => Promise<boolean>

/**
 * `plan` fails. Tries at most so many others. What is left out shifts everything that follows, so each candidate is tried under
 * the luck of a few seeds.
 */
export async function shrink(plan: SimulationPlan, fails: StillFails, maxTries = 1_500): Promise<SimulationPlan> {
  let tries = maxTries
  let best = plan
  const better = async (changes: Partial<SimulationPlan>) => {
    for (let luck = 0; luck < lucks && tries > 0; luck += 1) {
      tries -= 1
      const candidate = { ...best, ...changes, seed: best.seed + luck }
      if (!(await fails(candidate))) continue
      best = candidate
      return true
    }
    return false
  }
  for (let before: SimulationPlan | undefined; before !== best;) {
    before = best
    await fewer(best.accidents, (accidents) => better({ accidents }))
    await fewer(best.workload, (workload) => better({ workload }))
    await better({ workload: best.workload.map((request) => ({ ...request, sent: 1 })) })
    for (const [name, value] of Object.entries(fine))
      if (Object.entries(best.networkFaults).some(([other, now]) => other === name && now !== value))
        await better({ networkFaults: { ...best.networkFaults, [name]: value } })
  }
  return best
}

/** Leaves out halves, quarters, ... and at last single ones, as long as that `isEnough`. */
async function fewer<One>(all: readonly One[], isEnough: (some: readonly One[]) => Promise<boolean>): Promise<void> {
  let smallest = all
  for (
    let size = Math.ceil(smallest.length / 2);
    smallest.length > 0 && size > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < smallest.length;) {
      const some = smallest.toSpliced(at, size)
      if (await isEnough(some)) smallest = some
      else at += size
    }
  }
}
