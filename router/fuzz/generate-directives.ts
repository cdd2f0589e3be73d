/** Adds to a random universe what makes plans hard: @requires, @provides, @override, @inaccessible. */

import type { Random } from './random.ts'
import {
  isPlaced,
  namedTypeOf,
  objectOf,
  runtimeTypes,
  type ArgSpec,
  type FieldSpec,
  type ObjectSpec,
  type FieldPlacement,
  type Universe,
} from './universe.ts'

export function addRequires(random: Random, universe: Universe): void {
  for (const entity of universe.objects.filter(({ kind }) => kind === 'entity')) {
    for (const subgraph of entity.subgraphs) {
      if (!random.chance(0.5)) continue
      const candidates = entity.fields.filter(
        (field) =>
          (isForeign(field, subgraph) && isKnown(universe, field, subgraph)) ||
          leadsElsewhere(universe, field, subgraph),
      )
      for (const [index, required] of random.some(candidates, 0.5).entries()) {
        const count = random.chance(0.4) ? 2 : 1
        for (let number = 0; number < count; number++)
          addRequirement(random, universe, entity, subgraph, required, `y${index}${number}`)
      }
    }
  }
}

function addRequirement(
  random: Random,
  universe: Universe,
  entity: ObjectSpec,
  subgraph: string,
  required: FieldSpec,
  name: string,
): void {
  const selection = requiredSelection(random, universe, required, subgraph)
  if (selection === undefined || entity.fields.some((field) => field.name === `${name}_${subgraph}`)) return
  required.mayFail = false
  placeExternal(required, subgraph)
  entity.fields.push({
    name: `${name}_${subgraph}`,
    type: { kind: 'named', name: random.pick(['Int', 'String']), nonNull: random.chance(0.3) },
    args: random.chance(0.3) ? [{ name: 'n', type: 'Int' }] : [],
    placements: [{ subgraph, requires: selection }],
    mayFail: random.chance(0.4),
    inaccessible: false,
  })
}

/** Composite fields in composite fields of a requirement, or of what is provided. */
const NESTED = 2

/** `field(arguments) { fields }`, with nothing in it that may fail; undefined where that cannot be. */
function requiredSelection(
  random: Random,
  universe: Universe,
  field: FieldSpec,
  subgraph: string,
  depth = 0,
): string | undefined {
  const head = field.name + literalArguments(random, universe, field.args, subgraph)
  const name = namedTypeOf(field.type)
  const abstract = universe.abstracts.find((each) => each.name === name)
  if (abstract) {
    const fragments = universe.objects
      .filter((member) => abstract.members.includes(member.name))
      .flatMap((member) => {
        const inner = innerSelection(random, universe, member, subgraph, depth)
        return inner === undefined ? [] : [`... on ${member.name} { ${inner} }`]
      })
    return abstract.subgraphs.includes(subgraph) && fragments.length > 0
      ? `${head} { ${fragments.join(' ')} }`
      : undefined
  }
  const object = objectOf(universe, name)
  if (!object) return head
  if (object.kind === 'root') return undefined
  const inner = innerSelection(random, universe, object, subgraph, depth)
  return inner === undefined ? undefined : `${head} { ${inner} }`
}

function innerSelection(
  random: Random,
  universe: Universe,
  object: ObjectSpec,
  subgraph: string,
  depth: number,
): string | undefined {
  if (!object.subgraphs.includes(subgraph)) return undefined
  const inner = random
    .some(object.fields, 0.6)
    .filter((each) => isLeaf(universe, each) || (depth + 1 < NESTED && isKnown(universe, each, subgraph)))
    .filter((each) => isPlaced(each, subgraph) || (object.kind === 'entity' && isForeign(each, subgraph)))
    .filter(isComputedAlone)
  const selections = inner.flatMap((each) => {
    const selection = requiredSelection(random, universe, each, subgraph, depth + 1)
    if (selection === undefined) return []
    each.mayFail = false
    if (!isPlaced(each, subgraph)) placeExternal(each, subgraph)
    return [selection]
  })
  return selections.length > 0 ? selections.join(' ') : undefined
}

function literalArguments(random: Random, universe: Universe, args: readonly ArgSpec[], subgraph: string): string {
  const given = args.filter(({ type }) => type.endsWith('!') || random.chance(0.7))
  const literals = given.map(({ name, type }) => `${name}: ${literal(random, universe, type, subgraph)}`)
  return literals.length > 0 ? `(${literals.join(', ')})` : ''
}

function literal(random: Random, universe: Universe, type: string, subgraph: string): string {
  if (type === 'Int') return String(random.below(4))
  if (type.startsWith('String')) return JSON.stringify(random.pick(['p', 'q "r"']))
  if (type === 'E0') return random.pick(['RED', 'BLUE'])
  if (type === '[E2!]') return '[X]'
  const first = universe.inputs[0]?.fields[0]
  if (!first?.subgraphs.includes(subgraph)) return '{}'
  return first.type.startsWith('Int') ? `{ ${first.name}: 1 }` : '{}'
}

/** Fields that a subgraph brings along, although others own them: of what stands in a field, and of what stands in that. */
export function addProvides(random: Random, universe: Universe): void {
  const givers = [universe.query, ...universe.objects.filter(({ kind }) => kind === 'entity')]
  for (const giver of givers) {
    for (const field of giver.fields) {
      const [placement] = field.placements
      if (field.placements.length !== 1 || !placement || placement.requires || placement.override || placement.external)
        continue
      // Composition takes what a key's field provides for something that can be reached from anywhere.
      if (field.isKey || isLeaf(universe, field) || !random.chance(0.35)) continue
      const provides = providedSelection(random, universe, namedTypeOf(field.type), placement.subgraph)
      if (provides !== undefined) field.placements[0] = { ...placement, provides }
    }
  }
}

/** Undefined where the subgraph has nothing to bring along. */
function providedSelection(
  random: Random,
  universe: Universe,
  type: string,
  subgraph: string,
  depth = 0,
): string | undefined {
  const abstract = universe.abstracts.find(({ name }) => name === type)
  if (abstract && !abstract.subgraphs.includes(subgraph)) return undefined
  const pieces = abstract
    ? abstract.members.flatMap((member) => {
        const inner = random.chance(0.7) && providedSelection(random, universe, member, subgraph, depth)
        return inner ? [`... on ${member} { ${inner} }`] : []
      })
    : providedFields(random, universe, objectOf(universe, type), subgraph, depth)
  return pieces.length > 0 ? pieces.join(' ') : undefined
}

function providedFields(
  random: Random,
  universe: Universe,
  object: ObjectSpec | undefined,
  subgraph: string,
  depth: number,
): string[] {
  if (object?.kind !== 'entity' || object.isHidden || !object.subgraphs.includes(subgraph)) return []
  return object.fields
    .filter((field) => random.chance(isLeaf(universe, field) ? 0.5 : 0.9))
    .filter((field) => field.args.length === 0 && !field.isKey && isComputedAlone(field))
    .flatMap((field) => {
      const isOwn = field.placements.some(
        (placement) => placement.subgraph === subgraph && !placement.external && !placement.override,
      )
      if (!isOwn && !isForeign(field, subgraph)) return []
      if (isLeaf(universe, field)) return isOwn ? [] : [asProvided(field, subgraph)]
      if (depth + 1 >= NESTED || !isKnown(universe, field, subgraph)) return []
      if (runtimeTypes(universe, namedTypeOf(field.type), [...field.placements, { subgraph }]).length === 0) return []
      const inner = providedSelection(random, universe, namedTypeOf(field.type), subgraph, depth + 1)
      if (inner === undefined) return []
      return [`${isOwn ? field.name : asProvided(field, subgraph)} { ${inner} }`]
    })
}

function asProvided(field: FieldSpec, subgraph: string): string {
  const owners = field.placements.map((owner) => (owner.external ? owner : { ...owner, shareable: true }))
  field.placements.splice(0, Infinity, ...owners)
  placeExternal(field, subgraph)
  const at = field.placements.findIndex((placement) => placement.subgraph === subgraph)
  field.placements[at] = { subgraph, ...field.placements[at], isProvided: true }
  return field.name
}

/** Fields that move from one subgraph to another, at once or by a label. */
export function addOverrides(random: Random, universe: Universe): void {
  for (const entity of universe.objects.filter(({ kind }) => kind === 'entity')) {
    for (const field of entity.fields) {
      const [placement] = field.placements
      if (
        field.isKey ||
        field.placements.length !== 1 ||
        !placement ||
        placement.requires ||
        placement.provides ||
        !isLeaf(universe, field)
      )
        continue
      const others = entity.subgraphs.filter((subgraph) => subgraph !== placement.subgraph)
      if (others.length === 0 || !random.chance(0.12)) continue
      const named = random.chance(0.5) ? random.pick(['beta', 'alpha']) : `percent(${1 + random.below(99)})`
      const label = random.chance(0.6) ? { label: named } : {}
      field.placements.push({ subgraph: random.pick(others), override: { from: placement.subgraph, ...label } })
    }
  }
}

export function hideSome(random: Random, universe: Universe): void {
  for (const object of universe.objects) {
    for (const field of object.fields) {
      const isInInterface = universe.abstracts.some(
        ({ kind, members }) => kind === 'interface' && members.includes(object.name),
      )
      if (!isInInterface && random.chance(0.04)) field.inaccessible = true
    }
  }
}

function isForeign(field: FieldSpec, subgraph: string): boolean {
  return (
    !field.isKey &&
    field.placements.every((placement) => placement.subgraph !== subgraph && !placement.override && !placement.provides)
  )
}

/** The subgraph answers the field itself, but not all of what stands behind it. */
function leadsElsewhere(universe: Universe, field: FieldSpec, subgraph: string): boolean {
  const object = objectOf(universe, namedTypeOf(field.type))
  const isOwn = field.placements.some(
    (placement) => placement.subgraph === subgraph && !placement.external && !placement.requires,
  )
  return (
    isOwn &&
    !field.isKey &&
    object?.kind === 'entity' &&
    object.fields.some((inner) => isForeign(inner, subgraph) && isLeaf(universe, inner) && isComputedAlone(inner))
  )
}

function isComputedAlone(field: FieldSpec): boolean {
  return field.placements.every(({ requires }) => requires === undefined)
}

function isLeaf(universe: Universe, field: FieldSpec): boolean {
  const name = namedTypeOf(field.type)
  return !objectOf(universe, name) && !universe.abstracts.some((abstract) => abstract.name === name)
}

function isKnown(universe: Universe, field: FieldSpec, subgraph: string): boolean {
  const name = namedTypeOf(field.type)
  const abstract = universe.abstracts.find((each) => each.name === name)
  if (abstract) return abstract.subgraphs.includes(subgraph)
  return objectOf(universe, name)?.subgraphs.includes(subgraph) ?? true
}

function placeExternal(field: FieldSpec, subgraph: string): void {
  const placement: FieldPlacement = { subgraph, external: true }
  if (!isPlaced(field, subgraph)) field.placements.push(placement)
}
