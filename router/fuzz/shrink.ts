/** Makes a failing operation small: takes out whatever it fails without. */

import { Kind, parse, print, validate, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { GeneratedOperation } from './generate-operation.ts'

type Fails = (operation: GeneratedOperation) => Promise<boolean>

/** @param fails whether an operation that is valid for the schema still fails */
export async function shrink(
  operation: GeneratedOperation,
  schema: GraphQLSchema,
  fails: Fails,
): Promise<GeneratedOperation> {
  let smallest = operation
  for (let found = true; found;) {
    found = false
    for (const document of smallerOnes(smallest.document)) {
      const candidate = toOperation(document, smallest, schema)
      if (!candidate || !(await fails(candidate))) continue
      smallest = candidate
      found = true
      break
    }
  }
  return smallest
}

/** The document without one selection, directive, alias, argument or definition. */
function* smallerOnes(document: DocumentNode): Generator<DocumentNode> {
  const nodes: ASTNode[] = []
  visit(document, { enter: (node) => void nodes.push(node) })
  for (const target of nodes) {
    switch (target.kind) {
      case Kind.FIELD:
        yield without(document, target)
        if (target.alias) yield replaced(document, target, { ...target, alias: undefined })
        break
      case Kind.INLINE_FRAGMENT:
        yield without(document, target)
        yield visit(document, {
          [Kind.SELECTION_SET]: (set) =>
            set.selections.includes(target)
              ? {
                  ...set,
                  selections: set.selections.flatMap((each) =>
                    each === target ? target.selectionSet.selections : [each],
                  ),
                }
              : undefined,
        })
        break
      case Kind.FRAGMENT_SPREAD: {
        yield without(document, target)
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === target.name.value,
        )
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
          const { typeCondition, selectionSet } = fragment
          yield replaced(document, target, { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet })
        }
        break
      }
      case Kind.DIRECTIVE:
      case Kind.ARGUMENT:
      case Kind.VARIABLE_DEFINITION:
      case Kind.FRAGMENT_DEFINITION:
        yield without(document, target)
        break
      default: // left as it is
    }
  }
}

function without(document: DocumentNode, target: ASTNode): DocumentNode {
  return visit(document, { enter: (node) => (node === target ? null : undefined) })
}

function replaced(document: DocumentNode, target: ASTNode, by: ASTNode): DocumentNode {
  return visit(document, { enter: (node) => (node === target ? by : undefined) })
}

function toOperation(
  document: DocumentNode,
  { kind, variables }: GeneratedOperation,
  schema: GraphQLSchema,
): GeneratedOperation | undefined {
  try {
    const text = print(withoutUnusedDefinitions(document))
    const parsed = parse(text)
    return validate(schema, parsed).length === 0 ? { kind, document: parsed, text, variables } : undefined
  } catch {
    return undefined
  }
}

function withoutUnusedDefinitions(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, {
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.VARIABLE]: (variable) => void used.add(`$${variable.name.value}`),
    [Kind.FRAGMENT_SPREAD]: (spread) => void used.add(spread.name.value),
  })
  return visit(document, {
    [Kind.VARIABLE_DEFINITION]: (definition) => (used.has(`$${definition.variable.name.value}`) ? undefined : null),
    [Kind.FRAGMENT_DEFINITION]: (definition) => (used.has(definition.name.value) ? undefined : null),
  })
}
