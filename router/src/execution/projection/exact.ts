/**
 * Shapes an answer by the letter of the GraphQL specification (6.4.3, completing values; 6.4.4, errors): null propagation with
 * paths, and an error for every field that is null against the schema or because a fetch failed. Slower than compiled.ts, which it stands in for.
 */

import {
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql'
import type { Introspection } from '../introspection.ts'
import { errorOf, failureFor, type Failure } from '../failures.ts'
import { isTree, own, put, type Tree } from '../../json.ts'
import { REPORTED } from '../tree.ts'
import { collectFields, runtimeTypeOf, type Collecting, type RuntimeType } from './collect.ts'
import { leafRule } from './leaf.ts'

type Path = readonly (string | number)[]

/** Where a value stands: for the client, and in the tree. */
type Position = { readonly path: Path; readonly pattern: readonly string[]; readonly coordinate: string }

/** A value that must not be null is. */
class Propagation {}
const PROPAGATED = new Propagation()

export class ExactProjection {
  readonly #collecting: Collecting
  readonly #introspection: Introspection
  readonly #failures: readonly Failure[]
  readonly #errors: GraphQLFormattedError[]
  /** Paths that an error stands at or below. */
  readonly #reported = new Set<string>()

  /** @param errors with paths of the client; what is found wrong is added */
  constructor(
    collecting: Collecting,
    introspection: Introspection,
    failures: readonly Failure[],
    errors: GraphQLFormattedError[],
  ) {
    this.#collecting = collecting
    this.#introspection = introspection
    this.#failures = failures
    this.#errors = errors
    for (const { path } of errors) if (path) this.#note(path)
  }

  /** The answer's `data`. */
  project(type: GraphQLObjectType, sets: readonly SelectionSetNode[], data: Tree): Tree | null {
    const result = this.#object(type, sets, data, { path: [], pattern: [], coordinate: type.name })
    return result instanceof Propagation ? null : result
  }

  #object(type: RuntimeType, sets: readonly SelectionSetNode[], object: Tree, at: Position): Tree | Propagation {
    const result: Tree = {}
    for (const selected of collectFields(this.#collecting, type, sets)) {
      if (selected.kind === 'typename') {
        if (!isObjectType(type)) return this.#untyped([...at.path, selected.key], at)
        put(result, selected.key, type.name)
      } else if (selected.kind === 'introspection') put(result, selected.key, this.#introspection(selected.fields))
      else {
        const value = own(object, selected.inside)
        const position = {
          path: [...at.path, selected.key],
          pattern: [...at.pattern, selected.inside],
          coordinate: `${type.name}.${selected.name}`,
        }
        if (value === undefined) this.#explainMissing(at.pattern, selected.inside, position.path)
        const completed = this.#value(selected.type, selected.sets, value, position)
        if (completed instanceof Propagation) return completed
        put(result, selected.key, completed)
      }
    }
    return result
  }

  #value(type: GraphQLOutputType, sets: readonly SelectionSetNode[], value: unknown, at: Position): unknown {
    if (isNonNullType(type)) {
      const completed = this.#value(type.ofType, sets, value, at)
      if (completed !== null) return completed
      if (value !== REPORTED) this.#fail(at.path, `Cannot return null for non-nullable field ${at.coordinate}.`)
      return PROPAGATED
    }
    if (value === undefined || value === null || value === REPORTED) return null
    if (isLeafType(type)) {
      const completed = leafRule(type, '').coerce(value)
      return completed === undefined
        ? this.#fail(at.path, `${type.name} cannot represent the value of ${at.coordinate}.`)
        : completed
    }
    if (isListType(type)) return this.#list(type.ofType, sets, value, at)
    return this.#composite(type, sets, value, at)
  }

  #list(itemType: GraphQLOutputType, sets: readonly SelectionSetNode[], value: unknown, at: Position): unknown {
    if (!Array.isArray(value)) return this.#fail(at.path, `Expected a list for field ${at.coordinate}.`)
    const items: unknown[] = []
    for (const [index, item] of value.entries()) {
      const position = { path: [...at.path, index], pattern: [...at.pattern, '@'], coordinate: at.coordinate }
      const completed = this.#value(itemType, sets, item, position)
      if (completed instanceof Propagation) return null
      items.push(completed)
    }
    return items
  }

  #composite(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], value: unknown, at: Position): Tree | null {
    if (!isTree(value)) return this.#fail(at.path, `Expected an object for field ${at.coordinate}.`)
    const runtime = isAbstractType(type) ? runtimeTypeOf(this.#collecting.schema, type, own(value, '__typename')) : type
    if (!runtime)
      return this.#fail(at.path, `The object of field ${at.coordinate} is of no type that ${type.name} can be.`)
    if (isInterfaceType(runtime) && this.#explainMissing(at.pattern, '__typename', at.path)) return null
    const completed = this.#object(runtime, sets, value, at)
    return completed instanceof Propagation ? null : completed
  }

  /** Whether a fetch that failed is the reason. */
  #explainMissing(pattern: readonly string[], key: string, path: Path): boolean {
    const failure = failureFor(this.#failures, pattern, key)
    if (!failure) return false
    this.#errors.push(errorOf(failure, path))
    this.#note(path)
    return true
  }

  /** Nobody said which type of an interface the object is. */
  #untyped(path: Path, { coordinate }: Position): Propagation {
    this.#fail(path, `The type of the object of field ${coordinate} is not known.`)
    return PROPAGATED
  }

  /** Reports an error unless one at or below the path says why already. Null, the field's value. */
  #fail(path: Path, message: string): null {
    if (!this.#reported.has(keyOf(path))) {
      this.#errors.push({ message, path: [...path], extensions: { code: 'INTERNAL_SERVER_ERROR' } })
      this.#note(path)
    }
    return null
  }

  #note(path: Path): void {
    for (let length = 0; length <= path.length; length++) this.#reported.add(keyOf(path.slice(0, length)))
  }
}

function keyOf(path: Path): string {
  return path.join('/')
}
