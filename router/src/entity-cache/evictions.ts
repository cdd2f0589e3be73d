import { z } from 'zod'

/**
 * How a message says that an entity has changed: on `subject` (of NATS, `*` any token, a last `>` any rest), the key being
 * the subject's token `keyToken`, or what stands at `keyPath` in the message's JSON.
 */
export type EvictionRule = {
  readonly type: string
  /** Name of the key's field in representations. */
  readonly field: string
  readonly subject: string
} & ({ readonly keyToken: number } | { readonly keyPath: readonly string[] })

const RULE = /^(?<type>[A-Za-z_]\w*)\.(?<field>[A-Za-z_]\w*)=(?<subject>[^\s#,=]+)(#(?<path>[\w.-]+))?$/
const KEY = '{key}'

/**
 * Reads "Product.id=events.product.*.{key}" or "Product.id=changes#data.productId"; undefined where it is neither.
 *
 * @example
 * readEvictionRule('Product.id=events.product.*.{key}')
 * // { type: 'Product', field: 'id', subject: 'events.product.*.*', keyToken: 3 }
 */
export function readEvictionRule(text: string): EvictionRule | undefined {
  const { type, field, subject, path } = RULE.exec(text)?.groups ?? {}
  if (!type || !field || !subject) return undefined
  const tokens = subject.split('.')
  const keyToken = tokens.indexOf(KEY)
  if (keyToken >= 0 === (path !== undefined)) return undefined
  if (path !== undefined) return { type, field, subject, keyPath: path.split('.') }
  return { type, field, subject: tokens.map((token) => (token === KEY ? '*' : token)).join('.'), keyToken }
}

/** Types with more than one key field: an entity is kept by one of them, and could not be found by another. */
export function ambiguousKeys(rules: readonly EvictionRule[]): { type: string; fields: readonly string[] }[] {
  const byType = new Map<string, Set<string>>()
  for (const { type, field } of rules) byType.set(type, (byType.get(type) ?? new Set()).add(field))
  return [...byType].map(([type, fields]) => ({ type, fields: [...fields] })).filter(({ fields }) => fields.length > 1)
}

/** The key that a message names; undefined where it names none. */
export function keyIn(rule: EvictionRule, subject: string, payload: () => string): string | undefined {
  if ('keyToken' in rule) return subject.split('.')[rule.keyToken]
  try {
    const value = rule.keyPath.reduce<unknown>((at, name) => Tree.parse(at)[name], JSON.parse(payload()))
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  } catch {
    return undefined
  }
}

const Tree = z.record(z.string(), z.unknown())
