import type { PlanStep } from '../planning/plan-form.ts'

/** The longest text: clients take headers of 16 KiB in all. */
const LONGEST = 8_000

/** A plan in one line of ASCII, for a header: which subgraph is fetched for which path, and in which order. */
export function explain(step: PlanStep | undefined): string {
  const text = step ? textOf(step) : 'nothing is fetched'
  const plain = text.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}...` : plain
}

function textOf(step: PlanStep): string {
  if (step.kind === 'fetch') {
    const position = step.path.length > 0 ? ` at ${step.path.join('.')}` : ''
    return `Fetch(${step.service}${position}) ${step.operation}`
  }
  return `${step.kind === 'sequence' ? 'Sequence' : 'Parallel'} { ${step.steps.map(textOf).join(' | ')} }`
}
