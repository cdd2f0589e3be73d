/** What a random supergraph is made of, before it is split into subgraphs' schemas. */

export type Universe = {
  readonly seed: number
  readonly subgraphs: readonly string[]
  readonly enums: readonly EnumSpec[]
  readonly inputs: readonly InputSpec[]
  readonly objects: readonly ObjectSpec[]
  readonly abstracts: readonly AbstractSpec[]
  readonly query: ObjectSpec
  readonly mutation: ObjectSpec
  readonly subscription: ObjectSpec
}

export type EnumSpec = {
  readonly name: string
  readonly values: readonly {
    readonly name: string
    readonly subgraphs: readonly string[]
    readonly inaccessible: boolean
  }[]
  /** Values differ between subgraphs only where an enum is either an input or an output. */
  readonly use: 'input' | 'output' | 'both'
}

export type InputSpec = {
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly type: string; readonly subgraphs: readonly string[] }[]
}

export type ObjectSpec = {
  readonly name: string
  readonly kind: 'root' | 'entity' | 'value'
  readonly subgraphs: string[]
  /** By subgraph. */
  readonly keys: Map<string, { readonly fields: string; readonly resolvable: boolean }[]>
  readonly fields: FieldSpec[]
  /** Clients do not know it; they may meet it in a union. */
  readonly isHidden?: boolean
}

/** An interface or union. */
export type AbstractSpec = {
  readonly name: string
  readonly kind: 'interface' | 'union'
  readonly members: readonly string[]
  /** Subgraphs that know it with all of the members that they know. */
  readonly subgraphs: string[]
  /** Names of the fields that all members of an interface have. */
  readonly fieldNames: string[]
  /** The subgraph in which it is an entity interface. */
  readonly keyedIn?: string
  /** The subgraph that knows it as an object, and the fields that it adds. */
  readonly asObject?: { readonly subgraph: string; readonly fields: FieldSpec[] }
}

export type FieldSpec = {
  readonly name: string
  readonly type: TypeRef
  readonly args: readonly ArgSpec[]
  readonly placements: FieldPlacement[]
  /** It may fail, since nothing else depends on it. */
  mayFail: boolean
  inaccessible: boolean
  /** A key field: its value identifies the object. */
  readonly isKey?: boolean
}

export type FieldPlacement = {
  readonly subgraph: string
  readonly shareable?: boolean
  /** The subgraph says that it may be null, although it never is. */
  readonly nullable?: boolean
  readonly external?: boolean
  readonly requires?: string
  readonly provides?: string
  /** External, and brought along by another field all the same. */
  readonly isProvided?: boolean
  readonly override?: { readonly from: string; readonly label?: string }
}

export type TypeRef =
  | { readonly kind: 'named'; readonly name: string; readonly nonNull: boolean }
  | { readonly kind: 'list'; readonly of: TypeRef; readonly nonNull: boolean }

export type ArgSpec = { readonly name: string; readonly type: string; readonly default?: string }

export function printType(type: TypeRef): string {
  return (type.kind === 'list' ? `[${printType(type.of)}]` : type.name) + (type.nonNull ? '!' : '')
}

export function namedTypeOf(type: TypeRef): string {
  return type.kind === 'list' ? namedTypeOf(type.of) : type.name
}

export function objectOf(universe: Universe, name: string): ObjectSpec | undefined {
  if (name === 'Query') return universe.query
  if (name === 'Mutation') return universe.mutation
  if (name === 'Subscription') return universe.subscription
  return universe.objects.find((object) => object.name === name)
}

/** The field of an object type: its own, or what an interface object adds to it. */
export function fieldOf(universe: Universe, typename: string, name: string): FieldSpec | undefined {
  const own = objectOf(universe, typename)?.fields.find((field) => field.name === name)
  if (own) return own
  for (const abstract of universe.abstracts) {
    if (abstract.name !== typename && !abstract.members.includes(typename)) continue
    const added = abstract.asObject?.fields.find((field) => field.name === name)
    if (added) return added
  }
  return undefined
}

/** Object types that a field of this type can give: those that all subgraphs know which give it. */
export function runtimeTypes(
  universe: Universe,
  type: string,
  placements: readonly FieldPlacement[],
): readonly string[] {
  const abstract = universe.abstracts.find(({ name }) => name === type)
  if (!abstract) return [type]
  const owners = placements
    .filter(({ external, isProvided }) => !external || isProvided)
    .map(({ subgraph }) => subgraph)
  return abstract.members.filter((member) =>
    owners.every(
      (subgraph) =>
        abstract.asObject?.subgraph === subgraph || objectOf(universe, member)?.subgraphs.includes(subgraph) === true,
    ),
  )
}

/** Fields that an interface has in a subgraph: those that all of its members there have there. */
export function interfaceFields(universe: Universe, spec: AbstractSpec, subgraph: string): FieldSpec[] {
  const [first, ...others] = universe.objects
    .filter((object) => spec.members.includes(object.name) && object.subgraphs.includes(subgraph))
    .map((member) => member.fields.filter((field) => isPlaced(field, subgraph) && spec.fieldNames.includes(field.name)))
  return (first ?? []).filter((field) => others.every((fields) => fields.some(({ name }) => name === field.name)))
}

export function isPlaced(field: FieldSpec, subgraph: string): boolean {
  return field.placements.some((placement) => placement.subgraph === subgraph)
}

/** The fields of a key's own type: `code link { id }` has `code` and `link`. */
export function keyFieldNames(fields: string): string[] {
  return fields
    .replace(/\{[^}]*\}/g, '')
    .split(' ')
    .filter(Boolean)
}
