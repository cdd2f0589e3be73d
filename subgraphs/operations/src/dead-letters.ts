/** Dead letters as operators read them, page by page. */
import { contract } from '@shop/contract/catalog.ts'
import { chosenLetters, type LetterFilter } from '@shop/events/messaging/chosen-letters.ts'
import type { DeadLetter, DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import type { DeadLetterKind } from '@shop/events/messaging/message-handler.ts'
import { aggregateIdIn, aggregateIn, typeIn } from '@shop/events/messaging/subjects.ts'
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { checked, isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { z } from 'zod'
import type { DeadLetterFilter, DeadLetterKind as Kind, ResolversTypes } from './generated/graphql.ts'

export type OrderReference = { readonly id: string }
export type LetterReference = Pick<DeadLetter, 'sequence' | 'at'>

const kinds: Readonly<Record<Kind, DeadLetterKind>> = { FAILED: 'failed', MALFORMED: 'malformed', PARKED: 'parked' }
const shownAs: Readonly<Record<DeadLetterKind, Kind>> = { failed: 'FAILED', malformed: 'MALFORMED', parked: 'PARKED' }
const maxPayloadLength = 16_384 // characters

export const cursors = { list: 'dead-letters', isKey: (key: string) => /^[1-9]\d{0,14}$/.test(key) }

export const keyOf = ({ sequence }: DeadLetter): string => String(sequence)

/** Its sequence in the stream, and when it came there: a stream that was lost begins at 1 again. */
export function idOf({ sequence, at }: LetterReference): string {
  return `${sequence}-${at.getTime()}`
}

const words = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'is not a name of 1 to 64 letters, digits, "-" and "_"')
  .nullish()
const orders = z.string().refine(isUuidV7, 'is no id of an order').nullish()

/** Throws BAD_USER_INPUT that names what is wrong; `at`: the argument it stands in. These words stand in subjects of NATS. */
export function checkedFilter({ service, eventType, orderId }: DeadLetterFilter, at = ''): void {
  const named = (name: string) => (at === '' ? name : `${at}.${name}`)
  checked(words, service, named('service'))
  checked(words, eventType, named('eventType'))
  checked(orders, orderId, named('orderId'))
}

export function filterOf({ service, kind, eventType, orderId }: DeadLetterFilter): LetterFilter {
  return {
    service: service ?? undefined,
    kind: kind ? kinds[kind] : undefined,
    eventType: eventType ?? undefined,
    correlation: orderId ?? undefined,
  }
}

/** One more than the page holds where there are more. */
export async function pageOfLetters(
  letters: Pick<DeadLetters, 'list'>,
  filter: LetterFilter,
  { limit, after }: PageRequest,
): Promise<DeadLetter[]> {
  const found: DeadLetter[] = []
  for await (const letter of chosenLetters(contract, letters, filter, Number(after ?? 0))) {
    found.push(letter)
    if (found.length > limit) break
  }
  return found
}

const utf8 = new TextDecoder()

export function shownLetter(letter: DeadLetter): ResolversTypes['DeadLetter'] {
  const { service, kind, error, tries, at, subject, body, cut, history } = letter
  const idInBody = contract.correlationIn(body)
  const orderId = idInBody !== undefined && isUuidV7(idInBody) ? idInBody : null
  const since = at.toISOString()
  return {
    id: idOf(letter),
    ...{ service, kind: shownAs[kind], error, tries, since },
    eventType: typeIn(subject) ?? null,
    aggregate: aggregateIn(subject) ?? null,
    aggregateId: aggregateIdIn(subject) ?? null,
    ...{ orderId, order: orderId === null ? null : { id: orderId } },
    payload: beginning(utf8.decode(body)),
    payloadBytes: body.length,
    replayable: cut === undefined,
    history: history.map(({ at, error, tries }) => ({ at: at.toISOString(), error, tries })),
  }
}

/** Without half a character at its end. */
function beginning(text: string): string {
  return text.length <= maxPayloadLength ? text : text.slice(0, maxPayloadLength).replace(/[\uD800-\uDBFF]$/, '')
}
