import { z } from 'zod'
import { badUserInput } from '@shop/platform/errors.ts'
import { shownValue } from '@shop/platform/shown-value.ts'

/** The largest GraphQL Int. */
export const INT_MAX = 2_147_483_647

const CHOSEN_ID = /^[A-Za-z0-9_-]{1,64}$/
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export const isChosenId = (id: string): boolean => CHOSEN_ID.test(id)
export const isUuidV7 = (id: string): boolean => UUID_V7.test(id)

/** Ids that callers choose. */
export const chosenId = z.string().regex(CHOSEN_ID, 'is not 1 to 64 letters, digits, "-" and "_"')
export const idempotencyKey = z.string().regex(/^[\x20-\x7e]{1,128}$/, 'is not 1 to 128 printable ASCII characters')

/** Unpaired surrogates are refused: stored as UTF-8 they would come back as another character. */
export const text = (min: number, max: number): z.ZodString =>
  z
    .string()
    .min(min, `has fewer than ${min} characters`)
    .max(max, `has more than ${max} characters`)
    .refine((value) => value.isWellFormed(), 'has half a character in it (an unpaired surrogate)')

export const whole = (min: number): z.ZodInt =>
  z.int('is not a whole number').min(min, `is less than ${min}`).max(INT_MAX, `is more than ${INT_MAX}`)

/**
 * `value` as `schema` has it. Throws BAD_USER_INPUT that names every argument at fault with its value, `at` being the
 * argument's own name: 'input.quantity: 0 is less than 1'.
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, at: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => ({
    argument: [at, ...path.map(String)].join('.'),
    message: `${shownValue(valueAt(value, path))} ${message}`,
  }))
  const [first, ...others] = faults
  if (!first) throw new TypeError('a failed check has at least one issue')
  const more = others.map(({ argument, message }) => `; ${argument}: ${message}`).join('')
  throw badUserInput(first.argument, first.message + more)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  )
}
