import type { Random } from './random.ts'
import type { TypeRef } from './universe.ts'

/** The type by itself, or in one list or two. */
export function wrapped(random: Random, name: string): TypeRef {
  const item = named(name, random.chance(0.4))
  if (!random.chance(0.3)) return item
  const list: TypeRef = { kind: 'list', of: item, nonNull: random.chance(0.4) }
  return random.chance(0.15) ? { kind: 'list', of: list, nonNull: random.chance(0.4) } : list
}

export function named(name: string, nonNull: boolean): TypeRef {
  return { kind: 'named', name, nonNull }
}
