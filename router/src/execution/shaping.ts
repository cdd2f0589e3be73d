/** Makes the client's answer out of the tree that subgraphs filled. */

import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Result } from '../executor.ts'
import type { PlanForm, PlanStep } from '../planning/plan-form.ts'
import { compileIntrospection } from './introspection.ts'
import { clientPath } from './projection/client-path.ts'
import type { Collecting } from './projection/collect.ts'
import { compileProjection, DEOPTIMIZATION } from './projection/compiled.ts'
import { ExactProjection } from './projection/exact.ts'
import { requiredKeys } from './required-keys.ts'
import type { RunState } from './steps.ts'

export type Shape = (run: RunState) => Result

/** Exact: by the letter; generated: by code, as long as nothing is wrong with the answer. */
export type ProjectionChoice = 'exact' | 'generated'

export type ShapeSettings = {
  readonly schema: GraphQLSchema
  /** How all answers are shaped: for tests. Without it code is generated for the second, since most operations that run once do not again. */
  readonly projection?: ProjectionChoice
}

/** What the client requested. */
export type RequestedFields = {
  readonly collecting: Collecting
  readonly operation: OperationDefinitionNode
  readonly root: GraphQLObjectType
  readonly sets: readonly SelectionSetNode[]
}

/** @param document the operation and its fragments; nothing in it is undecided. @param inside as its plan has it */
export function readRequestedFields(
  document: DocumentNode,
  inside: PlanForm['inside'],
  schema: GraphQLSchema,
): RequestedFields {
  const { operation, fragments } = readDocument(document)
  const root = schema.getRootType(operation.operation)
  if (!root) throw new Error(`the schema has no ${operation.operation}`)
  const collecting: Collecting = { schema, fragments, inside: new Map(inside) }
  return { collecting, operation, root, sets: [operation.selectionSet] }
}

/** @param step what is fetched */
export function compileShape(
  requested: RequestedFields,
  step: PlanStep | undefined,
  { schema, projection }: ShapeSettings,
): Shape {
  const { collecting, operation, root, sets } = requested
  const introspect = compileIntrospection(schema, operation, collecting.fragments)
  let isExact = projection !== 'generated'
  let project: ReturnType<typeof compileProjection> | undefined
  let required: ReadonlySet<string> | undefined
  const isRequired = (key: string): boolean => (required ??= requiredKeys(step)).has(key)

  return (run) => {
    const introspection = introspect(run.variables)
    if (isExact) isExact = projection === 'exact'
    else if (run.errors.length === 0 && run.failures.length === 0) {
      try {
        project ??= compileProjection(collecting, root, sets)
        return { data: project(run.data, introspection) }
      } catch (error) {
        if (error !== DEOPTIMIZATION) throw error
      }
    }
    const errors = run.errors.flatMap((error): GraphQLFormattedError[] => {
      const { path, ...placeless } = error
      const position = path ? clientPath(requested, run.data, path, isRequired) : []
      return position ? [position.length > 0 ? { ...placeless, path: position } : placeless] : []
    })
    const exact = new ExactProjection(collecting, introspection, run.failures, errors)
    const data = exact.project(root, sets, run.data)
    return errors.length > 0 ? { errors, data } : { data }
  }
}

function readDocument({ definitions }: DocumentNode): {
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
} {
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('the document has no operation')
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return { operation, fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])) }
}
