/** Reports how a run goes wrong: the shortest plan that does, what it breaks, what happened, and how to reproduce it. */
import { type SimulationOverrides, real } from './overrides.ts'
import type { SimulationPlan } from './plan.ts'
import { play } from './play.ts'
import { shrink } from './shrink.ts'

const maxLines = 150

export async function failureReport(plan: SimulationPlan, overrides: SimulationOverrides = real): Promise<string> {
  const short = await shrink(plan, async (candidate) => (await play(candidate, overrides)).broken.length > 0)
  const lines: string[] = []
  const { broken } = await play(short, overrides, (line) => void lines.push(line))
  return [
    `Seed ${plan.seed} breaks this:`,
    ...broken.map((line) => `  ${line}`),
    `with ${short.workload.length} of ${plan.workload.length} requests and ${short.accidents.length} of ${plan.accidents.length} accidents:`,
    ...short.workload.map(({ atMs, sent, service, to, command }) => {
      const times = sent === 1 ? '' : `, sent ${sent} times`
      return `  at ${atMs} ms, to ${service}: ${to} ${JSON.stringify(command)}${times}`
    }),
    ...short.accidents.map((accident) => `  ${JSON.stringify(accident)}`),
    `  deadlines ${JSON.stringify(short.deadlines)}, network faults ${JSON.stringify(short.networkFaults)}`,
    'What happened:',
    ...lines.slice(0, maxLines).map((line) => `  ${line}`),
    ...(lines.length > maxLines ? [`  and ${lines.length - maxLines} lines more`] : []),
    `Again: npm run simulate -- --seed ${plan.seed} --runs 1`,
  ].join('\n')
}
