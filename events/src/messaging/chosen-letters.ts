/** Dead letters by what an operator knows of them. */

import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import type { DeadLetterKind } from './message-handler.ts'
import { orderIdIn } from './order-id.ts'
import { typeIn } from './subjects.ts'

/** What is left out is not looked at. */
export type LetterFilter = {
  readonly service?: string | undefined
  readonly kind?: DeadLetterKind | undefined
  readonly eventType?: string | undefined
  readonly orderId?: string | undefined
}

/** Oldest first, those behind the sequence `after`. */
export async function* chosenLetters(
  letters: Pick<DeadLetters, 'list'>,
  { service, kind, eventType, orderId }: LetterFilter,
  after = 0,
): AsyncGenerator<DeadLetter, void, void> {
  const narrowed = { ...(service === undefined ? {} : { service }), ...(kind === undefined ? {} : { kind }), after }
  for await (const letter of letters.list(narrowed)) {
    if (eventType !== undefined && typeIn(letter.subject) !== eventType) continue
    if (orderId !== undefined && orderIdIn(letter.body) !== orderId) continue
    yield letter
  }
}
