import { Kind } from 'graphql'
import type { ConstDirectiveNode } from 'graphql'
import { argument } from './linked-directives.ts'

/** The directive of a field, or of a type's entities, that is the same for every caller. */
const SHARED_TAG = 'same-for-everyone'

/** Of a @tag. */
export function isForEveryone(tag: ConstDirectiveNode): boolean {
  const name = argument(tag, 'name')
  return name?.kind === Kind.STRING && name.value === SHARED_TAG
}
