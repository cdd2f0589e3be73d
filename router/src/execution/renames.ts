/** The planner gives fields that cannot stand beside each other aliases of its own; here they get their names back. */

import type { FetchStep } from '../planning/plan-form.ts'
import { isTree, own, put, type Tree } from '../json.ts'
import type { TypeConditions } from './type-conditions.ts'

const CONDITION = '... on '

/** @param data a fetch's data, or its entities; changed in place */
export function renameKeys(
  data: Tree | unknown[],
  renames: NonNullable<FetchStep['renames']>,
  applies: TypeConditions,
): void {
  for (const { path, from, to } of renames) {
    eachAt(data, path, applies, (object) => {
      const value = own(object, from)
      if (value === undefined) return
      put(object, to, value)
      delete object[from]
    })
  }
}

function eachAt(value: unknown, path: readonly string[], applies: TypeConditions, act: (object: Tree) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) eachAt(item, path, applies, act)
    return
  }
  if (!isTree(value)) return
  const [step, ...rest] = path
  if (step === undefined) return act(value)
  if (!step.startsWith(CONDITION)) return eachAt(own(value, step), rest, applies, act)
  const typename = own(value, '__typename')
  if (typeof typename !== 'string' || applies(step.slice(CONDITION.length), typename)) eachAt(value, rest, applies, act)
}
