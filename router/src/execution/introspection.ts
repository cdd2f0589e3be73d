/** Answers `__schema` and `__type` from the API schema, wherever they stand, without a fetch. */

import {
  executeSync,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import type { Variables } from '../executor.ts'
import { isTree, own, put, type Tree } from '../json.ts'
import { introspectionFields } from '../planning/planner-fixes/introspection.ts'

/** What fields of the introspection answer, by their place in the document. */
export type Introspection = (fields: readonly FieldNode[]) => unknown

type FragmentsByName = ReadonlyMap<string, FragmentDefinitionNode>

const NONE: Introspection = () => undefined

/** Answers for all introspection fields of an operation, once its variables are known. */
export function compileIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: FragmentsByName,
): (variables: Variables) => Introspection {
  const fields = introspectionFields([operation, ...fragments.values()])
  if (fields.length === 0) return () => NONE
  const keys = new Map(fields.map((field, index) => [field, `f${index}`]))
  const document = introspectionDocument(operation, keys, fragments)
  const isConstant = usedVariables(document).size === 0
  let constant: Introspection | undefined
  return (variables) => {
    if (constant) return constant
    const { data } = executeSync({ schema, document, variableValues: variables })
    const answers: Introspection = (selection) =>
      selection.map((field) => data?.[keys.get(field) ?? '']).reduce((earlier, more) => merged(earlier, more))
    if (isConstant) constant = answers
    return answers
  }
}

/** Values are coerced already, so a variable that was not given is null here: its definition requests nothing. */
function introspectionDocument(
  operation: OperationDefinitionNode,
  keys: ReadonlyMap<FieldNode, string>,
  fragments: FragmentsByName,
): DocumentNode {
  const selections = [...keys].map(([field, key]): FieldNode => ({ ...field, alias: { kind: Kind.NAME, value: key } }))
  const query: OperationDefinitionNode = {
    ...operation,
    operation: OperationTypeNode.QUERY,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  }
  const definitions = [{ ...query, variableDefinitions: [] }, ...usedFragments(selections, fragments)]
  const used = usedVariables({ kind: Kind.DOCUMENT, definitions })
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value))
  const [, ...needed] = definitions
  return { kind: Kind.DOCUMENT, definitions: [{ ...query, variableDefinitions: variableDefinitions ?? [] }, ...needed] }
}

function usedVariables(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>()
  visit(document, { [Kind.VARIABLE]: (variable) => void used.add(variable.name.value) })
  return used
}

function usedFragments(fields: readonly FieldNode[], fragments: FragmentsByName): readonly FragmentDefinitionNode[] {
  const needed = new Set<FragmentDefinitionNode>()
  const note = (node: FieldNode | FragmentDefinitionNode): void => {
    visit(node, {
      [Kind.FRAGMENT_SPREAD]: (spread) => {
        const fragment = fragments.get(spread.name.value)
        if (!fragment || needed.has(fragment)) return
        needed.add(fragment)
        note(fragment)
      },
    })
  }
  fields.forEach(note)
  return [...needed]
}

/** Of fields under one key: they select the same field for different parts. */
function merged(earlier: unknown, more: unknown): unknown {
  if (Array.isArray(earlier) && Array.isArray(more)) return earlier.map((each, index) => merged(each, more[index]))
  if (!isTree(earlier) || !isTree(more)) return earlier
  const both: Tree = {}
  for (const [key, value] of Object.entries(earlier))
    put(both, key, key in more ? merged(value, own(more, key)) : value)
  for (const [key, value] of Object.entries(more)) if (!Object.hasOwn(both, key)) put(both, key, value)
  return both
}
