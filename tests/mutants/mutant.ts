/** A guard taken away: one edit, and the tests that must notice. */

export type Mutant = {
  readonly name: string
  readonly file: string
  readonly find: string // stands in the file exactly once
  readonly replace: string
  /** Jest's path patterns. */
  readonly tests: readonly string[]
}
