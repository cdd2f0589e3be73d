/** A place of the client's document, wherever its objects stand in the answer: what is found out of it once holds for all of them. */

import type { GraphQLNamedType, SelectionSetNode } from 'graphql'
import { failureFor, type Failure } from '../tree.ts'
import { collectFields, type Collecting, type RuntimeType, type Selected } from './collect.ts'

/** Where a value stands in the answer. */
export type AnswerPosition = { readonly above: AnswerPosition; readonly step: string | number } | undefined

/** Keys and indexes from the answer’s root to this place. */
export function pathOf(position: AnswerPosition): (string | number)[] {
  const path: (string | number)[] = []
  for (let at = position; at; at = at.above) path.unshift(at.step)
  return path
}

type SiteContext = { readonly collecting: Collecting; readonly failures: readonly Failure[] }
type SiteField = { readonly selected: Selected; readonly below: Site }

export class Site {
  /** `Type.field`, for messages. */
  readonly coordinate: string
  readonly #known: SiteContext
  readonly #sets: readonly SelectionSetNode[]
  /** Keys of the tree, `@` for each element of a list. */
  readonly #pattern: readonly string[]
  readonly #fields = new Map<GraphQLNamedType, readonly SiteField[]>()
  readonly #reasons = new Map<string, Failure | undefined>()
  #items: Site | undefined

  private constructor(
    known: SiteContext,
    sets: readonly SelectionSetNode[],
    pattern: readonly string[],
    coordinate: string,
  ) {
    this.#known = known
    this.#sets = sets
    this.#pattern = pattern
    this.coordinate = coordinate
  }

  static root(collecting: Collecting, failures: readonly Failure[], sets: readonly SelectionSetNode[]): Site {
    return new Site({ collecting, failures }, sets, [], '')
  }

  get isRoot(): boolean {
    return this.#pattern.length === 0
  }

  /** The selections on objects of a type, each with its own site. */
  fields(type: RuntimeType): readonly SiteField[] {
    const known = this.#fields.get(type)
    if (known) return known
    const fields = collectFields(this.#known.collecting, type, this.#sets).map((selected) => {
      const isField = selected.kind === 'field'
      const pattern = isField ? [...this.#pattern, selected.inside] : this.#pattern
      const coordinate = isField ? `${type.name}.${selected.name}` : this.coordinate
      return { selected, below: new Site(this.#known, isField ? selected.sets : [], pattern, coordinate) }
    })
    this.#fields.set(type, fields)
    return fields
  }

  /** Of the elements of a list that stands here. */
  items(): Site {
    this.#items ??= new Site(this.#known, this.#sets, [...this.#pattern, '@'], this.coordinate)
    return this.#items
  }

  /** The fetch that failed, where that is why objects here lack a key. */
  failureFor(key: string): Failure | undefined {
    if (this.#known.failures.length === 0) return undefined
    if (!this.#reasons.has(key)) this.#reasons.set(key, failureFor(this.#known.failures, this.#pattern, key))
    return this.#reasons.get(key)
  }
}
