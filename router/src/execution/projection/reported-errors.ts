/** The errors of one answer: an outage is reported once for each object with missing fields, and for a bounded number of them. */

import type { GraphQLFormattedError } from 'graphql'
import { errorOf, MAX_REPORTED_PATHS, moreOf, type Failure } from '../tree.ts'
import { pathOf, type AnswerPosition } from './site.ts'

/** `object`: where the object stands that it left something out of last. One object may stand at several places. */
type Outage = { count: number; object: AnswerPosition; last: number }

export class ReportedErrors {
  readonly #errors: GraphQLFormattedError[]
  readonly #outages = new Map<Failure, Outage>()
  /** Paths that an error stands at or below. Made where it is first requested. */
  #reported: Set<string> | undefined

  /** @param errors those reported so far; more are added */
  constructor(errors: GraphQLFormattedError[]) {
    this.#errors = errors
  }

  /** One error stands at the field of which it left nothing, or, where that are several, at their object. */
  failure(failure: Failure, object: AnswerPosition, at: AnswerPosition, isRoot: boolean): void {
    const known = this.#outages.get(failure)
    if (known && known.object === object && !isRoot) {
      if (known.last >= 0) this.#errors[known.last] = errorOf(failure, pathOf(at).slice(0, -1))
      known.last = -1
      return
    }
    const outage = known ?? { count: 0, object, last: -1 }
    outage.count++
    outage.object = object
    outage.last = outage.count <= MAX_REPORTED_PATHS ? this.#errors.push(errorOf(failure, pathOf(at))) - 1 : -1
    if (!known) this.#outages.set(failure, outage)
  }

  /** Unless an error at the path, or below it, says why already. */
  fault(path: readonly (string | number)[], message: string): void {
    const reported = this.#reported ?? this.#reportedSoFar()
    if (reported.has(keyOf(path))) return
    this.#errors.push({ message, path, extensions: { code: 'INTERNAL_SERVER_ERROR' } })
    note(reported, path)
  }

  /** Says where there is more than was said. */
  finish(): void {
    for (const [failure, { count }] of this.#outages) {
      if (count > MAX_REPORTED_PATHS) this.#errors.push(moreOf(failure, count - MAX_REPORTED_PATHS))
    }
  }

  #reportedSoFar(): Set<string> {
    const reported = new Set<string>()
    for (const { path } of this.#errors) if (path) note(reported, path)
    this.#reported = reported
    return reported
  }
}

function note(reported: Set<string>, path: readonly (string | number)[]): void {
  for (let length = 0; length <= path.length; length++) reported.add(keyOf(path.slice(0, length)))
}

function keyOf(path: readonly (string | number)[]): string {
  return path.join('/')
}
