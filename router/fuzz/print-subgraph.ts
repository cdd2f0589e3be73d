/** The schema that one subgraph of a random universe has. */

import {
  interfaceFields,
  isPlaced,
  printType,
  type AbstractSpec,
  type ArgSpec,
  type FieldSpec,
  type ObjectSpec,
  type Universe,
} from './universe.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", "@external",
  "@shareable", "@override", "@inaccessible", "@interfaceObject"])`

export function printSubgraph(universe: Universe, subgraph: string): string {
  const used = usedInputs(universe, subgraph)
  return [
    LINK,
    'scalar Any',
    ...universe.enums.map((each) => printEnum(each, subgraph)),
    ...(used ? universe.inputs.map((each) => printInput(each, subgraph)) : []),
    ...universe.abstracts.map((each) => printAbstract(universe, each, subgraph)),
    ...universe.objects
      .filter((each) => each.subgraphs.includes(subgraph))
      .map((each) => printObject(universe, each, subgraph)),
    printObject(universe, universe.query, subgraph),
    printObject(universe, universe.mutation, subgraph),
    printObject(universe, universe.subscription, subgraph),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function usedInputs(universe: Universe, subgraph: string): boolean {
  const fields = [...universe.objects, universe.query, universe.mutation, universe.subscription].flatMap(
    (object) => object.fields,
  )
  const added = universe.abstracts.flatMap((abstract) => abstract.asObject?.fields ?? [])
  return [...fields, ...added].some(
    (field) =>
      field.args.some(({ type }) => type.startsWith('In')) &&
      field.placements.some((placement) => placement.subgraph === subgraph),
  )
}

function printEnum(spec: Universe['enums'][number], subgraph: string): string {
  const values = spec.values.filter((value) => value.subgraphs.includes(subgraph))
  if (values.length === 0) return ''
  return `enum ${spec.name} { ${values.map(({ name, inaccessible }) => name + (inaccessible ? ' @inaccessible' : '')).join(' ')} }`
}

function printInput(spec: Universe['inputs'][number], subgraph: string): string {
  const fields = spec.fields.filter((field) => field.subgraphs.includes(subgraph))
  return `input ${spec.name} { ${fields.map(({ name, type }) => `${name}: ${type}`).join(' ')} }`
}

function printAbstract(universe: Universe, spec: AbstractSpec, subgraph: string): string {
  if (spec.asObject?.subgraph === subgraph) {
    const fields = spec.asObject.fields.map((field) => printField(field, subgraph))
    return `type ${spec.name} @key(fields: "id") @interfaceObject { id: ID! ${fields.join(' ')} }`
  }
  if (!spec.subgraphs.includes(subgraph)) return ''
  const members = membersIn(universe, spec, subgraph)
  if (spec.kind === 'union') return `union ${spec.name} = ${members.map(({ name }) => name).join(' | ')}`
  if (spec.members.length === 0) return `interface ${spec.name} @key(fields: "id") { id: ID! }`
  const fields = interfaceFields(universe, spec, subgraph)
  if (fields.length === 0) return ''
  const key = spec.keyedIn === subgraph ? ' @key(fields: "id")' : ''
  return `interface ${spec.name}${key} { ${fields.map((field) => `${field.name}${printArgs(field.args)}: ${printType(field.type)}`).join(' ')} }`
}

function membersIn(universe: Universe, spec: AbstractSpec, subgraph: string): ObjectSpec[] {
  return universe.objects.filter((object) => spec.members.includes(object.name) && object.subgraphs.includes(subgraph))
}

function printPlain(field: FieldSpec): string {
  return `${field.name}${printArgs(field.args)}: ${printType(field.type)}`
}

function printObject(universe: Universe, spec: ObjectSpec, subgraph: string): string {
  const fields = spec.fields.filter((field) => isPlaced(field, subgraph))
  if (fields.length === 0) return ''
  const interfaces = universe.abstracts.filter(
    (abstract) =>
      abstract.kind === 'interface' &&
      abstract.members.includes(spec.name) &&
      abstract.subgraphs.includes(subgraph) &&
      interfaceFields(universe, abstract, subgraph).length > 0,
  )
  const implemented = interfaces.length > 0 ? ` implements ${interfaces.map(({ name }) => name).join(' & ')}` : ''
  const keys = (spec.keys.get(subgraph) ?? []).map(
    (key) => ` @key(fields: "${key.fields}"${key.resolvable ? '' : ', resolvable: false'})`,
  )
  return `type ${spec.name}${implemented}${keys.join('')}${spec.isHidden ? ' @inaccessible' : ''} { ${fields.map((field) => printField(field, subgraph)).join(' ')} }`
}

function printField(field: FieldSpec, subgraph: string): string {
  const placement = field.placements.find((each) => each.subgraph === subgraph)
  const directives = [
    placement?.shareable && '@shareable',
    placement?.external && '@external',
    placement?.requires !== undefined && `@requires(fields: ${JSON.stringify(placement.requires)})`,
    placement?.provides !== undefined && `@provides(fields: ${JSON.stringify(placement.provides)})`,
    placement?.override &&
      `@override(from: "${placement.override.from}"${placement.override.label ? `, label: "${placement.override.label}"` : ''})`,
    field.inaccessible && '@inaccessible',
  ].filter((directive) => typeof directive === 'string')
  const type = placement?.nullable ? { ...field.type, nonNull: false } : field.type
  return `${printPlain({ ...field, type })} ${directives.join(' ')}`
}

function printArgs(args: readonly ArgSpec[]): string {
  if (args.length === 0) return ''
  return `(${args.map((arg) => `${arg.name}: ${arg.type}${arg.default === undefined ? '' : ` = ${arg.default}`}`).join(', ')})`
}
