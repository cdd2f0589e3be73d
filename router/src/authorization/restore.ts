import { isListType, isNonNullType, isObjectType } from 'graphql'
import type { GraphQLFormattedError, GraphQLObjectType, GraphQLOutputType, OperationDefinitionNode } from 'graphql'
import type { Caller } from '@shop/platform/caller.ts'
import type { Result } from '../executor.ts'
import { isTree, own, put } from '../json.ts'
import { refusedBy } from './guards.ts'
import type { TypedSelection, Denial, ResponseField } from './response-fields.ts'
import { responseFields } from './response-fields.ts'
import { refusalError } from './refusal.ts'

type ErrorPath = readonly (string | number)[]
type JsonObject = Readonly<Record<string, unknown>>

/** Stands for null where it may not be: what it does to its parent. */
const BUBBLES = Symbol('bubbles')

/**
 * The answer to the client's operation, from the answer to what `withoutDenied` left of it: denied fields are null,
 * each with an error at its path, and a null where none may be makes the parent null (section 6.4.4 of the GraphQL
 * specification). The executor's own errors are kept.
 */
export function restore(result: Result, operation: OperationDefinitionNode, denial: Denial, caller: Caller): Result {
  const root = denial.authorizationSchema.schema.getRootType(operation.operation)
  if (!root || !result.data) return result
  const restorer = new Restorer(denial, caller)
  const data = restorer.object(result.data, root, [{ set: operation.selectionSet, type: root }], [])
  const errors = [...(result.errors ?? []), ...restorer.errors]
  return { ...result, data: data === BUBBLES ? null : data, ...(errors.length > 0 && { errors }) }
}

class Restorer {
  readonly errors: GraphQLFormattedError[] = []
  readonly #denial: Denial
  readonly #caller: Caller

  constructor(denial: Denial, caller: Caller) {
    this.#denial = denial
    this.#caller = caller
  }

  object(
    value: JsonObject,
    type: GraphQLObjectType,
    branches: readonly TypedSelection[],
    path: ErrorPath,
  ): Record<string, unknown> | typeof BUBBLES {
    const restored: Record<string, unknown> = {}
    let bubbles = false
    for (const [key, selected] of responseFields(branches, type, this.#denial)) {
      const given = own(value, key)
      if (given === undefined && !selected.guard) continue
      const answer = this.#field(given, type.getFields()[selected.field.name.value]?.type, selected, [...path, key])
      bubbles ||= answer === BUBBLES
      put(restored, key, answer)
    }
    return bubbles ? BUBBLES : restored
  }

  #field(
    value: unknown,
    type: GraphQLOutputType | undefined,
    { branches, guard }: ResponseField,
    path: ErrorPath,
  ): unknown {
    const refused = guard && refusedBy(guard, this.#caller)
    if (!guard || !refused) return type ? this.#complete(value, type, branches, path) : value
    this.errors.push(refusalError(refused, guard, path))
    return type && isNonNullType(type) ? BUBBLES : null
  }

  #complete(value: unknown, type: GraphQLOutputType, branches: readonly TypedSelection[], path: ErrorPath): unknown {
    if (isNonNullType(type)) {
      const inner = this.#complete(value, type.ofType, branches, path)
      return inner === null ? BUBBLES : inner
    }
    if (value === null || value === undefined) return null
    if (branches.length === 0) return value
    if (isListType(type)) {
      if (!Array.isArray(value)) return null
      const items = value.map((item: unknown, index) => this.#complete(item, type.ofType, branches, [...path, index]))
      return items.includes(BUBBLES) ? null : items
    }
    if (!isJson(value)) return null
    const runtime = isObjectType(type)
      ? type
      : this.#denial.authorizationSchema.schema.getType(String(value['__typename']))
    if (!isObjectType(runtime)) return null
    const restored = this.object(value, runtime, branches, path)
    return restored === BUBBLES ? null : restored
  }
}

function isJson(value: unknown): value is JsonObject {
  return isTree(value)
}
