/**
 * Objects of different types may have different fields under one name: `... on Film { a: stars } ... on Book { a: rank }`, or one field
 * with other arguments. Where both come with one fetch (of an `@interfaceObject`, or of entities below, since paths of fetches
 * have no types), the planner fetches the first for all objects. So inside, each of them has a name of its own.
 */

import { Kind, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql'
import { canonicalArguments } from '../../canonical-arguments.ts'
import { eachSelection } from '../selections.ts'
import { unusedName, type RenamedAliases } from './aliases.ts'

/** Equal for fields of one name that are the same field. */
export function distinctField(field: FieldNode): string {
  const { alias, name } = field
  return `${(alias ?? name).value}:${name.value}(${canonicalArguments(field)})`
}

/** @param fieldNames names of all fields of the supergraph @returns `inside` by `distinctField` */
export function renameDistinctFields(document: DocumentNode, fieldNames: ReadonlySet<string>): RenamedAliases {
  const inside = new Map<string, string>()
  const fields = new Map<string, Set<string>>()
  eachSelection(document.definitions, (field) => {
    if (field.kind === Kind.FIELD) add(fields, field)
  })
  if ([...fields.values()].every(({ size }) => size === 1)) return { document, inside }
  const taken = new Set(fields.keys())
  for (const { name, others } of namesakes(document)) {
    for (const field of others.filter((each) => !inside.has(each))) {
      const unused = unusedName(name, taken, fieldNames)
      taken.add(unused)
      inside.set(field, unused)
    }
  }
  if (inside.size === 0) return { document, inside }
  const renamed = visit(document, {
    [Kind.FIELD]: (field) => {
      const value = inside.get(distinctField(field))
      return value === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value } }
    },
  })
  return { document: renamed, inside }
}

/** Names of which one place of the answer has several fields, under whatever types; `others` are all but the first of them. */
function namesakes({ definitions }: DocumentNode): readonly { readonly name: string; readonly others: string[] }[] {
  const found: { name: string; others: string[] }[] = []
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])),
  )
  const walk = (sets: Iterable<SelectionSetNode>): void => {
    const fields = new Map<string, Set<string>>()
    const below = new Map<string, Set<SelectionSetNode>>()
    const seen = new Set<SelectionSetNode>()
    const collect = (set: SelectionSetNode): void => {
      if (seen.has(set)) return
      seen.add(set)
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const name = add(fields, selection)
          if (!selection.selectionSet) continue
          const others = below.get(name)
          if (others) others.add(selection.selectionSet)
          else below.set(name, new Set([selection.selectionSet]))
        } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet)
        else {
          const fragment = fragments.get(selection.name.value)
          if (fragment) collect(fragment.selectionSet)
        }
      }
    }
    for (const set of sets) collect(set)
    for (const [name, each] of fields) if (each.size > 1) found.push({ name, others: [...each].slice(1) })
    for (const each of below.values()) walk(each)
  }
  for (const each of definitions) if (each.kind === Kind.OPERATION_DEFINITION) walk([each.selectionSet])
  return found
}

/** @returns the field's name in the answer */
function add(fields: Map<string, Set<string>>, field: FieldNode): string {
  const name = (field.alias ?? field.name).value
  const known = fields.get(name)
  if (known) known.add(distinctField(field))
  else fields.set(name, new Set([distinctField(field)]))
  return name
}
