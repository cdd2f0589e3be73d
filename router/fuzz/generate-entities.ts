/** Random entities and their keys: single, compound, nested, several in one subgraph, not resolvable. */

import type { Random } from './random.ts'
import { named } from './type-refs.ts'
import { keyFieldNames, type ObjectSpec, type TypeRef } from './universe.ts'

export function newObject(name: string, kind: ObjectSpec['kind'], subgraphs: string[]): ObjectSpec {
  return { name, kind, subgraphs, keys: new Map(), fields: [] }
}

/** At least one of the subgraphs, mostly several. */
export function spread(random: Random, subgraphs: readonly string[]): string[] {
  const some = random.some(subgraphs, 0.7)
  return some.length > 0 ? some : [random.pick(subgraphs)]
}

const KEYS = ['id', 'sku', 'code zone', 'code link { id }'] as const

/** What links point to. */
export const LINKED = 'T0'

const KEY_FIELDS: ReadonlyMap<string, TypeRef> = new Map([
  ['id', named('ID', true)],
  ['sku', named('String', true)],
  ['code', named('Int', true)],
  ['zone', named('E0', true)],
  ['link', named(LINKED, true)],
])

export function generateEntities(random: Random, subgraphs: readonly string[]): ObjectSpec[] {
  const entities = ['T0', 'T1', 'T2', 'T3']
    .slice(0, 1 + random.below(4))
    .map((name) => newEntity(random, name, subgraphs))
  const linked = entities.find(({ name }) => name === LINKED)
  for (const entity of entities) connectKeys(random, entity)
  for (const entity of entities) if (linked) addLinked(linked, entity)
  for (const entity of entities) addKeyFields(entity)
  return entities
}

/** Each is found by its id everywhere: what most graphs are like. */
export function generatePlainEntities(random: Random, subgraphs: readonly string[]): ObjectSpec[] {
  const entities = ['T0', 'T1', 'T2', 'T3'].map((name) => newObject(name, 'entity', spread(random, subgraphs)))
  for (const entity of entities) {
    for (const subgraph of entity.subgraphs) entity.keys.set(subgraph, [{ fields: 'id', resolvable: true }])
    addKeyFields(entity)
  }
  return entities
}

function newEntity(random: Random, name: string, subgraphs: readonly string[]): ObjectSpec {
  const entity = newObject(name, 'entity', spread(random, subgraphs))
  for (const subgraph of entity.subgraphs) {
    const sets: string[] = random.chance(0.5) ? ['id'] : random.some(KEYS, 0.5)
    if (sets.length === 0) sets.push(random.pick(KEYS))
    if (random.chance(0.3)) sets.reverse()
    entity.keys.set(
      subgraph,
      sets.map((fields) => ({ fields, resolvable: !random.chance(0.08) })),
    )
  }
  return entity
}

/** One subgraph has every key, mostly: otherwise few universes could be composed. */
function connectKeys(random: Random, entity: ObjectSpec): void {
  const all = new Set([...entity.keys.values()].flat().map(({ fields }) => fields))
  const hub = random.pick(entity.subgraphs)
  const own = entity.keys.get(hub) ?? []
  const missing = [...all].filter((fields) => !own.some((key) => key.fields === fields))
  if (random.chance(0.9)) entity.keys.set(hub, [...own, ...missing.map((fields) => ({ fields, resolvable: true }))])
}

/** A subgraph with a nested key knows what is linked by its id. */
function addLinked(linked: ObjectSpec, entity: ObjectSpec): void {
  for (const [subgraph, keys] of entity.keys) {
    if (!keys.some(({ fields }) => fields.includes('link'))) continue
    if (!linked.subgraphs.includes(subgraph)) linked.subgraphs.push(subgraph)
    const known = linked.keys.get(subgraph) ?? []
    if (!known.some(({ fields }) => fields === 'id'))
      linked.keys.set(subgraph, [...known, { fields: 'id', resolvable: true }])
  }
}

function addKeyFields(entity: ObjectSpec): void {
  for (const [field, type] of KEY_FIELDS) {
    const placements = entity.subgraphs
      .filter((subgraph) => entity.keys.get(subgraph)?.some(({ fields }) => keyFieldNames(fields).includes(field)))
      .map((subgraph) => ({ subgraph, shareable: true }))
    if (placements.length === 0) continue
    entity.fields.push({ name: field, type, args: [], placements, mayFail: false, inaccessible: false, isKey: true })
  }
}
