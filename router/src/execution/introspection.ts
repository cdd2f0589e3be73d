/** Answers `__schema` and `__type` from the API schema, without asking a subgraph. */

import {
  executeSync,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql'
import type { Variables } from '../executor.ts'
import type { Tree } from './tree.ts'

/** Answers by the client's keys; undefined where the operation asks for nothing of the kind. */
export function compileIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ((variables: Variables) => Tree) | undefined {
  const fields = introspectionFields(operation.selectionSet.selections, fragments)
  if (operation.operation !== 'query' || fields.length === 0) return undefined
  const document = introspectionDocument(operation, fields, fragments)
  let constant: Tree | undefined
  return (variables) => {
    if (constant) return constant
    const answer: Tree = { ...executeSync({ schema, document, variableValues: variables }).data }
    if (!operation.variableDefinitions?.length) constant = answer
    return answer
  }
}

function introspectionFields(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return /^__(schema|type)$/.test(selection.name.value) ? [selection] : []
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    return inner ? introspectionFields(inner.selectionSet.selections, fragments) : []
  })
}

/** Values are coerced already, so a variable that was not given is null here: its definition asks for nothing. */
function introspectionDocument(
  operation: OperationDefinitionNode,
  fields: readonly FieldNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const used = new Set<string>()
  const needed = new Set<FragmentDefinitionNode>()
  const note = (node: FieldNode | FragmentDefinitionNode): void => {
    visit(node, {
      [Kind.VARIABLE]: (variable) => void used.add(variable.name.value),
      [Kind.FRAGMENT_SPREAD]: (spread) => {
        const fragment = fragments.get(spread.name.value)
        if (!fragment || needed.has(fragment)) return
        needed.add(fragment)
        note(fragment)
      },
    })
  }
  fields.forEach(note)
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? []
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        variableDefinitions,
        directives: [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      },
      ...needed,
    ],
  }
}
