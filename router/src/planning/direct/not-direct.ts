/** What is left to the planner. Thrown where it is found: an operation is planned directly as a whole, or not at all. */
export class NotDirect extends Error {
  override readonly name = 'NotDirect'
}
