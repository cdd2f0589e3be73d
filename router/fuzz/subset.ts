/** Where an answer is not what a complete one is, but for nulls. */

export type AnswerPath = readonly (string | number)[]

/** @param mayBeNull whether there may be null where the complete one has something */
export function firstWrong(
  actual: unknown,
  expected: unknown,
  path: AnswerPath,
  mayBeNull: (path: AnswerPath) => boolean,
): AnswerPath | undefined {
  if (actual === null) return expected === null || mayBeNull(path) ? undefined : path
  if (typeof actual !== 'object') return actual === expected ? undefined : path
  if (typeof expected !== 'object' || expected === null) return path
  const keys = Object.keys(actual)
  if (keys.join() !== Object.keys(expected).join()) return path
  for (const key of keys) {
    const step = Array.isArray(actual) ? Number(key) : key
    const found = firstWrong(valueOf(actual, key), valueOf(expected, key), [...path, step], mayBeNull)
    if (found) return found
  }
  return undefined
}

function valueOf(of: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(of, key)?.value
}
