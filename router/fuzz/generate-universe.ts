/** Makes random universes. Not all of them compose; those that do not are skipped by the caller. */

import { addOverrides, addProvides, addRequires, hideSome } from './generate-directives.ts'
import { generateEntities, generatePlainEntities, newObject, spread } from './generate-entities.ts'
import { generateArguments, generateEnums, generateInputs } from './generate-inputs.ts'
import { Random } from './random.ts'
import { wrapped } from './type-refs.ts'
import {
  interfaceFields,
  namedTypeOf,
  type AbstractSpec,
  type FieldSpec,
  type ObjectSpec,
  type Universe,
} from './universe.ts'

/** Few names, so that they meet: with each other, with keys, with aliases, with what objects inherit. */
export const FIELD_NAMES = [
  'a',
  'b',
  'c',
  'd',
  'name',
  'price',
  'size',
  'constructor',
  'valueOf',
  'node',
  'list',
] as const

/** A type called like what objects inherit. */
const INHERITED_TYPE = 'toString'

const SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Any'] as const

/** Every so many universes are without what makes plans hard. */
const PLAIN = 4

export function generateUniverse(seed: number): Universe {
  const random = new Random(seed)
  const isPlain = seed % PLAIN === 0
  const subgraphs = ['s0', 's1', 's2', 's3'].slice(0, 2 + random.below(3))
  const enums = generateEnums(random, subgraphs)
  const inputs = generateInputs(random, subgraphs)
  const values = ['V0', 'V1', INHERITED_TYPE]
    .slice(0, 1 + random.below(3))
    .map((name) => newObject(name, 'value', spread(random, subgraphs)))
  const entities = (isPlain ? generatePlainEntities : generateEntities)(random, subgraphs)
  const hidden = random.chance(0.3) ? [{ ...newObject('H0', 'value', spread(random, subgraphs)), isHidden: true }] : []
  const abstracts = isPlain ? [] : generateAbstracts(random, subgraphs, values, entities, hidden)
  const universe: Universe = {
    seed,
    subgraphs,
    enums,
    inputs,
    objects: [...values, ...hidden, ...entities],
    abstracts,
    query: newObject('Query', 'root', [...subgraphs]),
    mutation: newObject('Mutation', 'root', [...subgraphs]),
    subscription: newObject('Subscription', 'root', [...subgraphs]),
  }
  for (const value of [...values, ...hidden]) addValueFields(random, universe, value)
  for (const abstract of abstracts) if (abstract.kind === 'interface') addInterfaceFields(random, universe, abstract)
  for (const entity of entities) addEntityFields(random, universe, entity)
  for (const subgraph of subgraphs) addRootFields(random, universe, subgraph)
  if (isPlain) return universe
  addRequires(random, universe)
  addProvides(random, universe)
  addOverrides(random, universe)
  hideSome(random, universe)
  return universe
}

function generateAbstracts(
  random: Random,
  subgraphs: readonly string[],
  values: readonly ObjectSpec[],
  entities: readonly ObjectSpec[],
  hidden: readonly ObjectSpec[],
): AbstractSpec[] {
  const abstracts: AbstractSpec[] = []
  const withId = entities.filter((entity) =>
    [...entity.keys.values()].every((keys) => keys.some(({ fields }) => fields === 'id')),
  )
  const objectMembers = random.some(withId, 0.8)
  const keyedIn = subgraphs.find((subgraph) => objectMembers.every((member) => isResolvableById(member, subgraph)))
  const asObject = subgraphs.find((subgraph) => objectMembers.every((member) => !member.subgraphs.includes(subgraph)))
  const hasObject = objectMembers.length > 0 && keyedIn !== undefined && asObject !== undefined
  for (const [name, members] of [
    ['I0', hasObject ? objectMembers : random.some(entities, 0.7)],
    ['I1', random.some([...values, ...entities], 0.6)],
  ] as const) {
    if (members.length === 0) continue
    const known = subgraphs.filter((subgraph) => members.some((member) => member.subgraphs.includes(subgraph)))
    abstracts.push({
      name,
      kind: 'interface',
      members: members.map((member) => member.name),
      subgraphs: known,
      fieldNames: members.every((member) => withId.includes(member)) ? ['id'] : [],
      ...(name === 'I0' && hasObject && { keyedIn, asObject: { subgraph: asObject, fields: [] } }),
    })
  }
  const [whole, part] = subgraphs
  if (whole !== undefined && part !== undefined && random.chance(0.15)) {
    const asObjectOfNone = { subgraph: part, fields: [] }
    abstracts.push({
      ...{ name: 'I2', kind: 'interface', members: [], subgraphs: [whole], fieldNames: ['id'] },
      ...{ keyedIn: whole, asObject: asObjectOfNone },
    })
  }
  const visible = random.some([...values, ...entities], 0.7)
  const members = visible.length > 0 ? [...visible, ...hidden] : []
  if (members.length > 0) {
    const known = subgraphs.filter((subgraph) => members.some((member) => member.subgraphs.includes(subgraph)))
    abstracts.push({
      name: 'U0',
      kind: 'union',
      members: members.map((member) => member.name),
      subgraphs: known,
      fieldNames: [],
    })
  }
  return abstracts
}

function isResolvableById(entity: ObjectSpec, subgraph: string): boolean {
  return entity.keys.get(subgraph)?.some(({ fields, resolvable }) => fields === 'id' && resolvable) === true
}

/** Value types are the same wherever they are known. */
function addValueFields(random: Random, universe: Universe, value: ObjectSpec): void {
  const placements = value.subgraphs.map((subgraph) => ({ subgraph, shareable: true }))
  for (const name of names(random, value, 2 + random.below(2))) {
    const inner =
      value.name === 'V1' && random.chance(0.3) ? universe.objects.find((object) => object.name === 'V0') : undefined
    const fits = inner && value.subgraphs.every((subgraph) => inner.subgraphs.includes(subgraph))
    const type = wrapped(random, fits ? 'V0' : random.pick(SCALARS))
    value.fields.push({
      name,
      type,
      args: generateArguments(random, universe),
      placements,
      mayFail: random.chance(0.5),
      inaccessible: false,
    })
  }
}

/** Fields that all members of an interface have, each from a subgraph of its own or all from one. */
function addInterfaceFields(random: Random, universe: Universe, abstract: AbstractSpec): void {
  const members = universe.objects.filter((object) => abstract.members.includes(object.name))
  for (const name of members.length > 0 ? random.some(FIELD_NAMES, 0.15) : []) {
    if (members.some((member) => member.fields.some((field) => field.name === name))) continue
    const type = wrapped(random, random.pick(SCALARS))
    const given = generateArguments(random, universe)
    abstract.fieldNames.push(name)
    const common =
      members[0]?.subgraphs.filter((subgraph) => members.every((member) => member.subgraphs.includes(subgraph))) ?? []
    for (const member of members) {
      const subgraph = common.length > 0 && random.chance(0.7) ? common[0] : random.pick(member.subgraphs)
      if (subgraph === undefined) continue
      const placements =
        member.kind === 'value' ? member.subgraphs.map((each) => ({ subgraph: each, shareable: true })) : [{ subgraph }]
      member.fields.push({ name, type, args: given, placements, mayFail: random.chance(0.5), inaccessible: false })
    }
  }
  const isKnown = (subgraph: string): boolean =>
    members.length === 0 || interfaceFields(universe, abstract, subgraph).length > 0
  abstract.subgraphs.splice(0, Infinity, ...abstract.subgraphs.filter(isKnown))
  const added = abstract.asObject
  for (const name of added ? ['extra', 'more'].slice(0, 1 + random.below(2)) : []) {
    const subgraph = added?.subgraph ?? ''
    const field = newField(random, universe, name, subgraph)
    // Composition does not look whether what stands below an interface without objects can be reached.
    const mayBeOutOfReach = members.length === 0 && !isLeafOrValue(universe, namedTypeOf(field.type))
    added?.fields.push(mayBeOutOfReach ? { ...field, type: wrapped(random, random.pick(SCALARS)) } : field)
  }
}

function isLeafOrValue({ objects, abstracts }: Universe, type: string): boolean {
  const object = objects.find(({ name }) => name === type)
  return object ? object.kind === 'value' : abstracts.every(({ name }) => name !== type)
}

function addEntityFields(random: Random, universe: Universe, entity: ObjectSpec): void {
  for (const name of names(random, entity, 2 + random.below(4))) {
    const subgraph = random.pick(entity.subgraphs)
    const field = newField(random, universe, name, subgraph)
    const shared = entity.subgraphs.filter((other) => other !== subgraph && canGive(universe, other, field))
    if (shared.length > 0 && random.chance(0.25)) {
      const isNeverNull = universe.abstracts.every(
        ({ name, members }) => name !== namedTypeOf(field.type) || members.length > 0,
      )
      const nullable = field.type.nonNull && isNeverNull && random.chance(0.3)
      field.placements.splice(
        0,
        1,
        { subgraph, shareable: true },
        { subgraph: random.pick(shared), shareable: true, nullable },
      )
      if (nullable) field.mayFail = false
    }
    entity.fields.push(field)
  }
  const [first] = entity.subgraphs
  if (first !== undefined && random.chance(0.05)) entity.fields.push(rootField(random, 'root', first))
}

function canGive(universe: Universe, subgraph: string, { type }: FieldSpec): boolean {
  let ref = type
  while (ref.kind === 'list') ref = ref.of
  return typesIn(universe, subgraph).includes(ref.name)
}

function addRootFields(random: Random, universe: Universe, subgraph: string): void {
  const index = universe.subgraphs.indexOf(subgraph)
  const types = typesIn(universe, subgraph).filter((type) => /^[TVIU]\d/.test(type) || type === INHERITED_TYPE)
  for (let number = 0; number < 1 + random.below(3); number++) {
    const field = newField(random, universe, `q${index}${number}`, subgraph)
    universe.query.fields.push(types.length > 0 ? { ...field, type: wrapped(random, random.pick(types)) } : field)
  }
  if (random.chance(0.2)) universe.query.fields.push(rootField(random, `r${index}`, subgraph))
  for (const [root, letter, probability] of [
    [universe.mutation, 'm', 0.6],
    [universe.subscription, 's', 0.4],
  ] as const) {
    if (!random.chance(probability)) continue
    const field = newField(random, universe, `${letter}${index}`, subgraph)
    root.fields.push(types.length > 0 ? { ...field, type: wrapped(random, random.pick(types)) } : field)
  }
}

/** A field that leads back to the root of queries. */
function rootField(random: Random, name: string, subgraph: string): FieldSpec {
  const type = wrapped(random, 'Query')
  return { name, type, args: [], placements: [{ subgraph }], mayFail: random.chance(0.3), inaccessible: false }
}

function newField(random: Random, universe: Universe, name: string, subgraph: string): FieldSpec {
  const type = wrapped(random, random.chance(0.5) ? random.pick(SCALARS) : random.pick(typesIn(universe, subgraph)))
  return {
    name,
    type,
    args: generateArguments(random, universe),
    placements: [{ subgraph }],
    mayFail: random.chance(0.6),
    inaccessible: false,
  }
}

/** Output types that a subgraph knows. */
function typesIn(universe: Universe, subgraph: string): string[] {
  const objects = universe.objects
    .filter((object) => object.subgraphs.includes(subgraph) && !object.isHidden)
    .map(({ name }) => name)
  const abstracts = universe.abstracts
    .filter((abstract) => abstract.subgraphs.includes(subgraph) || abstract.asObject?.subgraph === subgraph)
    .map(({ name }) => name)
  return [...SCALARS, 'E0', 'E1', ...objects, ...abstracts]
}

function names(random: Random, object: ObjectSpec, count: number): string[] {
  const free = FIELD_NAMES.filter((name) => !object.fields.some((field) => field.name === name))
  const some = random.some(free, count / free.length)
  return some.length > 0 ? some : [random.pick(free)]
}
