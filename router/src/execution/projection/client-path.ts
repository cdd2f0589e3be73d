/** Paths of errors: subgraphs know keys of the tree, clients know their own. */

import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { isTree, own, type Tree } from '../../json.ts'
import { REPORTED } from '../tree.ts'
import { collectFields, insideName, runtimeTypeOf, type Collecting } from './collect.ts'

type ClientPath = readonly (string | number)[]
type Sets = readonly SelectionSetNode[]

/** What the client requested of a root. */
type Requested = { readonly collecting: Collecting; readonly root: GraphQLObjectType; readonly sets: Sets }

/**
 * The same place under the client's keys. Where it leaves what the client requested (a key or a required field that the
 * plan added), the path ends at the object that it belongs to.
 * @param isRequired whether some fetch of the plan sends that key
 * @returns undefined where the client did not lose anything by an error there: a fetch brings for all of its objects what is
 * selected on some of their types
 */
export function clientPath(
  requested: Requested,
  data: Tree,
  path: ClientPath,
  isRequired: (key: string) => boolean,
): ClientPath | undefined {
  const { collecting } = requested
  const result: (string | number)[] = []
  let { sets } = requested
  let anywhere = sets
  let type: GraphQLOutputType | undefined = requested.root
  let value: unknown = data
  for (const step of path) {
    if (typeof step === 'number') {
      result.push(step)
      value = Array.isArray(value) ? value[step] : undefined
      continue
    }
    const selected = fieldOf(collecting, anywhere, step)
    if (!selected) break
    const object = isTree(value) ? value : undefined
    const known: GraphQLObjectType | undefined = object && type && objectType(collecting.schema, type, object)
    const found: FieldPlace | undefined = known ? fieldOn(collecting, known, sets, step) : selected
    if (!found) return isRequired(step) || (object && isIncomplete(object)) ? result : undefined
    result.push(found.key)
    sets = found.sets
    anywhere = selected.sets
    type = found.type
    value = object && own(object, step)
  }
  return result
}

/** Undefined where it is not known (yet). */
function objectType(schema: GraphQLSchema, type: GraphQLOutputType, object: Tree): GraphQLObjectType | undefined {
  const declared = getNamedType(type)
  const found = isAbstractType(declared) ? runtimeTypeOf(schema, declared, own(object, '__typename')) : declared
  return isObjectType(found) ? found : undefined
}

function isIncomplete(object: Tree): boolean {
  return Object.values(object).includes(REPORTED)
}

type FieldPlace = { readonly key: string; readonly sets: Sets; readonly type?: GraphQLOutputType }

function fieldOn(collecting: Collecting, type: GraphQLObjectType, sets: Sets, inside: string): FieldPlace | undefined {
  for (const each of collectFields(collecting, type, sets)) {
    if (each.kind === 'field' && each.inside === inside) return each
  }
  return undefined
}

/** Under whatever types. */
function fieldOf(collecting: Collecting, sets: Sets, inside: string): FieldPlace | undefined {
  const inner: SelectionSetNode[] = []
  let key: string | undefined
  const walk = (selection: SelectionNode): void => {
    if (selection.kind === Kind.INLINE_FRAGMENT) selection.selectionSet.selections.forEach(walk)
    else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      collecting.fragments.get(selection.name.value)?.selectionSet.selections.forEach(walk)
    } else {
      if (insideName(collecting.inside, selection) !== inside) return
      key = (selection.alias ?? selection.name).value
      if (selection.selectionSet) inner.push(selection.selectionSet)
    }
  }
  for (const set of sets) set.selections.forEach(walk)
  return key === undefined ? undefined : { key, sets: inner }
}
