import type { ProcessSpec } from './process-spec.ts'

/** The processes in dependency order; those of one stage wait for nothing but earlier stages, and start together. */
export function stagesOf<P extends Pick<ProcessSpec, 'name' | 'after'>>(specs: readonly P[]): P[][] {
  const known = new Set(specs.map(({ name }) => name))
  const stages: P[][] = []
  const started = new Set<string>()
  let waiting = [...specs]
  while (waiting.length > 0) {
    // A dependency that is not among the processes runs elsewhere.
    const stage = waiting.filter(({ after }) => after.every((name) => started.has(name) || !known.has(name)))
    if (stage.length === 0)
      throw new Error(`These processes wait for each other: ${waiting.map(({ name }) => name).join(', ')}`)
    stages.push(stage)
    for (const { name } of stage) started.add(name)
    waiting = waiting.filter(({ name }) => !started.has(name))
  }
  return stages
}
