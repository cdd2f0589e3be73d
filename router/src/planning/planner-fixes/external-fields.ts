/**
 * Where a field requires what another subgraph has, the planner selects it in the fetch before whenever that subgraph's schema
 * names the field, also where it is @external there: for a field that the subgraph only requires itself, and cannot
 * answer. So a selection with such a field is treated as not matching. What is @provided there is then fetched once more, from its owner.
 */

import federation, { type CompositeType, type SelectionSet } from '@apollo/federation-internals'

const prototype = federation.SelectionSet.prototype
// oxlint-disable-next-line typescript/unbound-method -- called with its object
const fits = prototype.canRebaseOn
let isFixed = false

/** Changes the planner of this process: where that is decided is a method of a class that it exports, and no option reaches it. */
export function fixExternalFields(): void {
  if (isFixed) return
  isFixed = true
  prototype.canRebaseOn = function (this: SelectionSet, parent: CompositeType): boolean {
    return fits.call(this, parent) && !mentionsExternal(this, parent)
  }
}

function mentionsExternal(set: SelectionSet, parent: CompositeType): boolean {
  const metadata = federation.federationMetadata(parent.schema())
  if (!metadata) return false
  return set.selections().some((selection) => {
    if (selection.kind !== 'FieldSelection') {
      const type = selection.element.typeCondition?.name
      const inner = type === undefined ? parent : parent.schema().type(type)
      return inner !== undefined && federation.isCompositeType(inner) && mentionsExternal(selection.selectionSet, inner)
    }
    const field = parent.field(selection.element.name)
    if (!field || selection.element.name === '__typename') return false
    if (metadata.isFieldExternal(field)) return true
    const type = field.type && federation.baseType(field.type)
    if (!selection.selectionSet || !type || !federation.isCompositeType(type)) return false
    return mentionsExternal(selection.selectionSet, type)
  })
}
