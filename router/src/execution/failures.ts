/** Fetches that brought nothing, so that a field that is missing can say why. */

import type { GraphQLFormattedError } from 'graphql'

export type Failure = {
  /** Where the fetch's objects stand: keys of the tree, `@` for each element of a list. */
  readonly path: readonly string[]
  /** Keys that the fetch would have filled. */
  readonly keys: ReadonlySet<string>
  readonly message: string
  readonly extensions: Readonly<Record<string, unknown>>
}

/**
 * The failure for which a key is missing: of the fetch that should have brought it, or else of the nearest one on the
 * way there, since what depends on a failed fetch was never asked for.
 */
export function failureFor(failures: readonly Failure[], path: readonly string[], key: string): Failure | undefined {
  let nearest: Failure | undefined
  for (const failure of failures) {
    if (failure.path.length > path.length || failure.path.some((step, index) => step !== path[index])) continue
    if (failure.path.length === path.length && failure.keys.has(key)) return failure
    if (!nearest || failure.path.length > nearest.path.length) nearest = failure
  }
  return nearest
}

/** Places at which one fetch that failed is told: an error each would make an outage's answer many times as long as a good one. */
export const MAX_PLACES = 20

/** What is told of the other places. */
export function moreOf(
  { message, extensions }: Pick<Failure, 'message' | 'extensions'>,
  places: number,
): GraphQLFormattedError {
  const more = places === 1 ? 'the same at one more place' : `the same at ${places} more places`
  return { message: `${message} (${more})`, extensions: { ...extensions, places } }
}

export function errorOf(failure: Failure, path: readonly (string | number)[]): GraphQLFormattedError {
  return { message: failure.message, path: [...path], extensions: { ...failure.extensions } }
}
