/** Which dead letters an operator means. */
import { contract } from '@shop/contract/catalog.ts'
import { chosenLetters } from '@shop/events/messaging/chosen-letters.ts'
import type { DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { badUserInput } from '@shop/platform/errors.ts'
import { shownValue } from '@shop/platform/shown-value.ts'
import { checked, idempotencyKey, text } from '@shop/subgraph-server/inputs.ts'
import { checkedFilter, filterOf, idOf, type LetterReference } from './dead-letters.ts'
import type { DeadLetterFilter, DeadLettersInput } from './generated/graphql.ts'

export type ChosenLetters = { readonly letters: readonly LetterReference[]; readonly subject: string }

const maxIds = 1_000
const maxMatches = 10_000 // a page that is looked at has 100
const maxNamed = 5
const reasons = text(1, 500).nullable()

/** Throws BAD_USER_INPUT where it is neither ids nor a filter, or no id; what is not there any more is left out. */
export function choose(
  letters: Pick<DeadLetters, 'get' | 'list'>,
  { ids, filter }: DeadLettersInput,
  { whole }: { readonly whole: boolean },
): Promise<ChosenLetters> {
  if (ids && !filter) return named(letters, ids, whole)
  if (filter && !ids) return alike(letters, filter, whole)
  throw badUserInput('input', 'give either ids or filter')
}

export function reasonIn(
  { reason = null }: DeadLettersInput,
  { required }: { readonly required: boolean },
): string | null {
  const checkedReason = checked(reasons, reason, 'input.reason')
  if (required && (checkedReason === null || checkedReason.trim() === ''))
    throw badUserInput(
      'input.reason',
      'is missing: it is recorded with the action, to say later why these were given up',
    )
  return checkedReason
}

/** Throws BAD_USER_INPUT for one that is none. */
export function keyIn({ idempotencyKey: key }: DeadLettersInput): string | null {
  return checked(idempotencyKey.nullish(), key, 'input.idempotencyKey') ?? null
}

async function named(
  letters: Pick<DeadLetters, 'get'>,
  ids: readonly string[],
  whole: boolean,
): Promise<ChosenLetters> {
  if (ids.length < 1 || ids.length > maxIds)
    throw badUserInput('input.ids', `${ids.length} ids are not from 1 to ${maxIds}`)
  const wrong = ids.find((id) => !/^[1-9]\d{0,14}-\d{1,15}$/.test(id))
  if (wrong !== undefined) throw badUserInput('input.ids', `${shownValue(wrong)} is no id of a dead letter`)
  const found: LetterReference[] = []
  const unique = [...new Set(ids)]
  for (const id of unique) {
    const letter = await letters.get(Number(id.split('-')[0]))
    if (!letter || idOf(letter) !== id) continue
    if (whole && letter.cut !== undefined)
      throw badUserInput('input.ids', `${shownValue(id)} cannot be replayed: ${letter.cut} were too much to be kept`)
    found.push(letter)
  }
  const more = unique.length > maxNamed ? ` and ${unique.length - maxNamed} more` : ''
  return { letters: found, subject: `dead letters ${unique.slice(0, maxNamed).join(', ')}${more}` }
}

async function alike(
  letters: Pick<DeadLetters, 'list'>,
  filter: DeadLetterFilter,
  whole: boolean,
): Promise<ChosenLetters> {
  checkedFilter(filter, 'input.filter')
  const found: LetterReference[] = []
  for await (const { sequence, at, cut } of chosenLetters(contract, letters, filterOf(filter))) {
    if (whole && cut !== undefined) continue
    if (found.push({ sequence, at }) === maxMatches) break // without their messages, which may be long
  }
  const { service, kind, eventType, orderId } = filter
  const conditions = [
    service ? `service ${service}` : '',
    kind ? `kind ${kind}` : '',
    eventType ? `type ${eventType}` : '',
    orderId ? `order ${orderId}` : '',
  ].filter(Boolean)
  return {
    letters: found,
    subject: conditions.length > 0 ? `dead letters of ${conditions.join(', ')}` : 'all dead letters',
  }
}
