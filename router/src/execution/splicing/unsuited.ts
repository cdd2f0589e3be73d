/** An operation, or its plan, is of a kind whose answers are not spliced: known before execution. */
export class Unsuited extends Error {
  override readonly name = 'Unsuited'
}

/** The plan fetches nothing of a field: of objects of this type none is expected. */
export class NotFetched extends Unsuited {}
