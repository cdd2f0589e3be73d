/** One line that says what is wrong with a value: field, what was expected, what was found. */
import type { z } from 'zod'

const SHOWN_MAX = 80

/** `field: expected ..., got ...`, for the first thing that is wrong. `root` names the whole. */
export function problemOf(error: z.ZodError, input: unknown, root = ''): string {
  const issue = error.issues[0]
  if (!issue) return `${root}: invalid`
  const path = [root, ...issue.path.map(String)].filter(Boolean).join('.')
  return `${path || 'event'}: ${issue.message}, got ${show(valueAt(input, issue.path))}`
}

/** A value as a reader of a log may see it: JSON, cut short. */
export function show(value: unknown): string {
  const text = jsonOf(value)
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return `a value of type ${typeof value}` // a cycle, a BigInt
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
