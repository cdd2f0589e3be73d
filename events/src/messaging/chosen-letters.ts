/** Dead letters by what an operator knows of them. */

import type { Contract } from '../contract/contract.ts'
import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import type { DeadLetterKind } from './message-handler.ts'
import { typeIn } from './subjects.ts'

/** What is left out is not looked at. */
export type LetterFilter = {
  readonly service?: string | undefined
  readonly kind?: DeadLetterKind | undefined
  readonly eventType?: string | undefined
  /** Of the work that the message belongs to: see Correlation. */
  readonly correlation?: string | undefined
}

/**
 * Oldest first, those behind the sequence `after`.
 *
 * @example
 * for await (const letter of chosenLetters(contract, new DeadLetters(streams), { eventType: 'Counted' })) console.log(letter)
 */
export async function* chosenLetters(
  contract: Pick<Contract, 'correlationIn'>,
  letters: Pick<DeadLetters, 'list'>,
  { service, kind, eventType, correlation }: LetterFilter,
  after = 0,
): AsyncGenerator<DeadLetter, void, void> {
  const narrowed = { ...(service === undefined ? {} : { service }), ...(kind === undefined ? {} : { kind }), after }
  for await (const letter of letters.list(narrowed)) {
    if (eventType !== undefined && typeIn(letter.subject) !== eventType) continue
    if (correlation !== undefined && contract.correlationIn(letter.body) !== correlation) continue
    yield letter
  }
}
