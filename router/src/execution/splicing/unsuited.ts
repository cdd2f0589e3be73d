/** An operation, or its plan, is of a kind whose answers are not spliced: known before anything is asked. */
export class Unsuited extends Error {
  override readonly name = 'Unsuited'
}
