/** Writes the JSON text by which a subgraph finds an entity, from what the plan requires of it. Compiled for each type of object. */

import type { FetchStep, Requirement } from '../planning/plan-form.ts'
import { own, type Tree } from '../json.ts'
import { REPORTED } from './tree.ts'
import type { TypeConditions } from './type-conditions.ts'

/** Undefined where the plan has no fetch for objects of this type. */
export type Represent = (object: Tree) => string | MissingValue | undefined

/** Why an object is not fetched: something that it needs is null, null with its reason reported, or was never fetched. */
export class MissingValue {
  readonly value: null | typeof REPORTED | undefined

  constructor(value: MissingValue['value']) {
    this.value = value
  }
}

type FieldRequirement = Extract<Requirement, { kind: 'field' }>
type WriteKey = (object: Tree) => string

const NULL = new MissingValue(null)
const REPORTED_MISSING = new MissingValue(REPORTED)
const ABSENT = new MissingValue(undefined)

export function compileRepresentation(
  { requires = [], types, typenames }: Pick<FetchStep, 'requires' | 'types' | 'typenames'>,
  applies: TypeConditions,
): Represent {
  const known = new Map<unknown, readonly WriteKey[]>()
  return (object) => {
    const typename = object['__typename']
    if (typeof typename !== 'string') return undefined
    let writes = known.get(typename)
    if (!writes) {
      const sent = typenames?.find(({ on }) => applies(on, typename))?.typename ?? typename
      const fields = fieldsFor(requires, typename, applies)
      const isForType = !types || types.includes(typename)
      const isKnown = isForType && fields.some(({ send }) => send === '__typename')
      writes = isKnown ? alternatives(fields).map((each) => writer(each, applies, sent)) : []
      known.set(typename, writes)
    }
    return written(object, writes)
  }
}

function written(object: Tree, writes: readonly WriteKey[]): string | MissingValue | undefined {
  let missing: MissingValue | undefined
  for (const write of writes) {
    try {
      return write(object)
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error
      missing ??= error
    }
  }
  return missing
}

/** All fields; else, where there are several keys, those of one key and what belongs to none. */
function alternatives(fields: readonly FieldRequirement[]): readonly (readonly FieldRequirement[])[] {
  const keys = new Set(fields.flatMap((field) => field.keys ?? []))
  if (keys.size < 2) return [fields]
  return [fields, ...[...keys].map((key) => fields.filter((field) => !field.keys || field.keys.includes(key)))]
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
    fields.set(requirement.send, earlier ? both(earlier, requirement) : requirement)
  }
  requires.forEach(walk)
  return [...fields.values()]
}

function both(one: FieldRequirement, other: FieldRequirement): FieldRequirement {
  const selections = [...(one.selections ?? []), ...(other.selections ?? [])]
  const keys = [...(one.keys ?? []), ...(other.keys ?? [])]
  const [longer, shorter] = levels(one).length > levels(other).length ? [one, other] : [other, one]
  return {
    ...other,
    ...(selections.length > 0 && { selections }),
    ...(keys.length > 0 && { keys }),
    nonNull: levels(longer).map((level, index) => level || levels(shorter)[index] === true),
  }
}

function levels({ nonNull = [] }: FieldRequirement): readonly boolean[] {
  return nonNull
}

/** @param sent what `__typename` is sent as, where it is known beforehand */
function writer(fields: readonly FieldRequirement[], applies: TypeConditions, sent?: string): WriteKey {
  const members = fields.map((field, index): Member => {
    const { read, send, selections } = field
    const key = `${index === 0 ? '{' : ','}${JSON.stringify(send)}:`
    if (send === '__typename' && sent !== undefined) return { text: key + JSON.stringify(sent) }
    const text = selections ? nested(selections, applies) : valueText
    return { text: key, read, write: levelled(text, levels(field), 0) }
  })
  return (object) => {
    let text = members.length === 0 ? '{' : ''
    for (const member of members)
      text += 'write' in member ? member.text + member.write(own(object, member.read)) : member.text
    return `${text}}`
  }
}

type Member =
  | { readonly text: string }
  | { readonly text: string; readonly read: string; readonly write: (value: unknown) => string }

/** JSON text of a value, or of a list, down to its elements. Throws Missing. */
function levelled(
  text: (value: object) => string,
  nonNull: readonly boolean[],
  level: number,
): (value: unknown) => string {
  const isNonNull = nonNull[level] === true
  let item: ((value: unknown) => string) | undefined
  return (value) => {
    if (typeof value === 'string') return JSON.stringify(value)
    if (value === undefined) throw ABSENT
    if (value === REPORTED) throw REPORTED_MISSING
    if (value === null) {
      if (isNonNull) throw NULL
      return 'null'
    }
    if (typeof value !== 'object') return JSON.stringify(value)
    if (!Array.isArray(value)) return text(value)
    item ??= levelled(text, nonNull, level + 1)
    return `[${value.map(item).join()}]`
  }
}

/** Nested objects have their type only where the requirement depends on it. */
function nested(selections: readonly Requirement[], applies: TypeConditions): (value: object) => string {
  const known = new Map<unknown, WriteKey>()
  const isPlain = selections.every(({ kind }) => kind === 'field')
  return (value) => {
    if (!isObject(value)) return 'null'
    const typename = isPlain ? undefined : value['__typename']
    let write = known.get(typename)
    if (!write) {
      write = writer(fieldsFor(selections, typeof typename === 'string' ? typename : undefined, applies), applies)
      known.set(typename, write)
    }
    return write(value)
  }
}

/** JSON text of what a custom scalar holds. */
function valueText(value: object): string {
  return JSON.stringify(value)
}

function isObject(value: object): value is Tree {
  return !Array.isArray(value)
}
