/**
 * Shapes an answer by the letter of the GraphQL specification (6.4.3, completing values; 6.4.4, errors): null propagation with
 * paths, and errors for what is null against the schema or because a fetch failed. Slower than compiled.ts, which it stands in for.
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
import { isTree, own, put, type Tree } from '../../json.ts'
import { REPORTED, type Failure } from '../tree.ts'
import type { Introspection } from '../introspection.ts'
import { runtimeTypeOf, type Collecting, type RuntimeType } from './collect.ts'
import { leafRule } from './leaf.ts'
import { pathOf, Site, type AnswerPosition } from './site.ts'
import { ReportedErrors } from './reported-errors.ts'

/** Null where none may be: an error says so, and what it stands in is null. */
const PROPAGATED = Symbol('null, on its way up')

export class ExactProjection {
  readonly #collecting: Collecting
  readonly #introspection: Introspection
  readonly #failures: readonly Failure[]
  readonly #reported: ReportedErrors

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
    this.#reported = new ReportedErrors(errors)
  }

  /** The answer's `data`. */
  project(type: GraphQLObjectType, sets: readonly SelectionSetNode[], data: Tree): Tree | null {
    const result = this.#object(type, data, undefined, Site.root(this.#collecting, this.#failures, sets))
    this.#reported.finish()
    return result === PROPAGATED ? null : result
  }

  #object(type: RuntimeType, object: Tree, at: AnswerPosition, site: Site): Tree | typeof PROPAGATED {
    const result: Tree = {}
    for (const { selected, below } of site.fields(type)) {
      const position = { above: at, step: selected.key }
      if (selected.kind === 'typename') {
        if (!isObjectType(type)) return this.#untyped(position, below)
        put(result, selected.key, type.name)
      } else if (selected.kind === 'introspection') put(result, selected.key, this.#introspection(selected.fields))
      else {
        let value = own(object, selected.inside)
        if (value === undefined && this.#isExplained(site, selected.inside, at, position)) value = REPORTED
        const completed = this.#value(selected.type, value, position, below)
        if (completed === PROPAGATED) return PROPAGATED
        put(result, selected.key, completed)
      }
    }
    return result
  }

  #value(type: GraphQLOutputType, value: unknown, at: AnswerPosition, site: Site): unknown {
    if (!isNonNullType(type)) {
      const completed = this.#nullable(type, value, at, site)
      return completed === PROPAGATED ? null : completed
    }
    const completed = this.#nullable(type.ofType, value, at, site)
    if (completed !== null) return completed
    if (value !== REPORTED) this.#fail(at, `Cannot return null for non-nullable field ${site.coordinate}.`)
    return PROPAGATED
  }

  /** PROPAGATED where it is null because of something below it. */
  #nullable(type: GraphQLOutputType, value: unknown, at: AnswerPosition, site: Site): unknown {
    if (value === undefined || value === null || value === REPORTED) return null
    if (isLeafType(type)) {
      const completed = leafRule(type, '').coerce(value)
      return completed === undefined
        ? this.#fail(at, `${type.name} cannot represent the value of ${site.coordinate}.`)
        : completed
    }
    if (isListType(type)) return this.#list(type.ofType, value, at, site)
    return isNonNullType(type) ? null : this.#composite(type, value, at, site)
  }

  #list(itemType: GraphQLOutputType, value: unknown, at: AnswerPosition, site: Site): unknown {
    if (!Array.isArray(value)) return this.#fail(at, `Expected a list for field ${site.coordinate}.`)
    const items: unknown[] = []
    for (const [index, item] of value.entries()) {
      const completed = this.#value(itemType, item, { above: at, step: index }, site.items())
      if (completed === PROPAGATED) return PROPAGATED
      items.push(completed)
    }
    return items
  }

  #composite(
    type: GraphQLCompositeType,
    value: unknown,
    at: AnswerPosition,
    site: Site,
  ): Tree | null | typeof PROPAGATED {
    if (!isTree(value)) return this.#fail(at, `Expected an object for field ${site.coordinate}.`)
    const runtime = isAbstractType(type) ? runtimeTypeOf(this.#collecting.schema, type, own(value, '__typename')) : type
    if (!runtime)
      return this.#fail(at, `The object of field ${site.coordinate} is of no type that ${type.name} can be.`)
    if (isInterfaceType(runtime) && this.#isExplained(site, '__typename', at, at)) return PROPAGATED
    return this.#object(runtime, value, at, site)
  }

  /** Whether a fetch that failed is the reason why the object at that place has no such key. */
  #isExplained(site: Site, key: string, object: AnswerPosition, at: AnswerPosition): boolean {
    const failure = site.failureFor(key)
    if (failure) this.#reported.failure(failure, object, at, site.isRoot)
    return failure !== undefined
  }

  /** The object's type, of those of the interface, is unknown. */
  #untyped(at: AnswerPosition, { coordinate }: Site): typeof PROPAGATED {
    this.#fail(at, `The type of the object of field ${coordinate} is not known.`)
    return PROPAGATED
  }

  /** Reports an error unless one at or below the place says why already. Null, the field's value. */
  #fail(at: AnswerPosition, message: string): null {
    this.#reported.fault(pathOf(at), message)
    return null
  }
}
