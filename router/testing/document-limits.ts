import type { DocumentLimits } from '../src/operations/limits.ts'

/** So small that a line of text is over each of them. */
export const SMALL_LIMITS: DocumentLimits = {
  tokens: 1000,
  nameLength: 100,
  depth: 4,
  height: 10,
  aliases: 3,
  rootFields: 5,
  directives: 2,
  listItems: 3,
}
