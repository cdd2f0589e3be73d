/** Each problem is one line (or a short paragraph) that names subgraph, type and field. */
export class CompositionError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(['The subgraphs do not compose:', ...problems.map((problem) => `  ${problem}`)].join('\n'))
    this.name = 'CompositionError'
    this.problems = problems
  }
}
