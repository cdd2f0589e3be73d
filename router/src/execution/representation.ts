/** Writes the JSON text by which a subgraph finds an entity, from what the plan requires of it. Generated per type of object. */

import type { FetchStep, Requirement } from '../planning/plan-form.ts'
import { readSource, type Tree } from './tree.ts'
import type { TypeConditions } from './type-conditions.ts'

/** Undefined where the plan has no fetch for objects of this type; `MISSING` where something that is required was never fetched. */
export type Represent = (object: Tree) => string | undefined | typeof MISSING

type FieldRequirement = Extract<Requirement, { kind: 'field' }>

/** Something required is not there. */
export const MISSING = Symbol('a required field is missing')

export function compileRepresentation(
  requires: readonly Requirement[],
  typenames: FetchStep['typenames'],
  applies: TypeConditions,
): Represent {
  const known = new Map<unknown, ((object: Tree) => string) | undefined>()
  return (object) => {
    const typename = object['__typename']
    if (typeof typename !== 'string') return undefined
    let write = known.get(typename)
    if (!write && !known.has(typename)) {
      const sent = typenames?.find(({ on }) => applies(on, typename))?.typename ?? typename
      const fields = fieldsFor(requires, typename, applies)
      write = fields.some(({ send }) => send === '__typename') ? writer(fields, applies, sent) : undefined
      known.set(typename, write)
    }
    try {
      return write?.(object)
    } catch (error) {
      if (error === MISSING) return MISSING
      throw error
    }
  }
}

/** What is required of objects of one type, merged over the conditions that hold for it. */
export function fieldsFor(
  requires: readonly Requirement[],
  typename: string | undefined,
  applies: TypeConditions,
): FieldRequirement[] {
  const fields = new Map<string, FieldRequirement>()
  const walk = (requirement: Requirement): void => {
    if (requirement.kind === 'on') {
      if (typename !== undefined && applies(requirement.type, typename)) requirement.selections.forEach(walk)
      return
    }
    const earlier = fields.get(requirement.send)
    const selections = [...(earlier?.selections ?? []), ...(requirement.selections ?? [])]
    fields.set(requirement.send, selections.length > 0 ? { ...requirement, selections } : requirement)
  }
  requires.forEach(walk)
  return [...fields.values()]
}

type Write = (object: Tree) => string

/** @param sent what `__typename` is sent as, where it is known beforehand */
function writer(fields: readonly FieldRequirement[], applies: TypeConditions, sent?: string): Write {
  const values: unknown[] = [MISSING, valueText]
  const parts = fields.map(({ read, send, selections }, index) => {
    const key = `${index === 0 ? '' : ','}${JSON.stringify(send)}:`
    if (send === '__typename' && sent !== undefined) return JSON.stringify(key + JSON.stringify(sent))
    const write = selections
      ? `n(${readSource('o', read)},p${values.push(nested(selections, applies)) - 1})`
      : `j(${readSource('o', read)})`
    return `${JSON.stringify(key)}+${write}`
  })
  const nestedText = (value: unknown, write: Write): string => {
    if (value === undefined) throw MISSING
    if (value === null) return 'null'
    if (Array.isArray(value)) return `[${value.map((item) => nestedText(item, write)).join()}]`
    return isObject(value) ? write(value) : 'null'
  }
  const names = values.map((_, index) => `p${index}`)
  const built: unknown = new Function('j', 'n', ...names, `return (o)=>${['"{"', ...parts, '"}"'].join('+')}`)(
    valueText,
    nestedText,
    ...values,
  )
  if (!isWrite(built)) throw new Error('the representation could not be generated')
  return built
}

/** Nested objects tell their type only where the requirement depends on it. */
function nested(selections: readonly Requirement[], applies: TypeConditions): Write {
  if (selections.every(({ kind }) => kind === 'field'))
    return writer(fieldsFor(selections, undefined, applies), applies)
  const known = new Map<unknown, Write>()
  return (object) => {
    const typename = object['__typename']
    let write = known.get(typename)
    if (!write) {
      write = writer(fieldsFor(selections, typeof typename === 'string' ? typename : undefined, applies), applies)
      known.set(typename, write)
    }
    return write(object)
  }
}

/** JSON text of a scalar, an enum value, or a list of them. */
function valueText(value: unknown): string {
  if (value === undefined || typeof value === 'symbol') throw MISSING
  return JSON.stringify(value)
}

function isObject(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}

function isWrite(built: unknown): built is Write {
  return typeof built === 'function'
}
