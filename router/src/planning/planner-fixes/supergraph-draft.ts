/** A supergraph under change: which graph has which type and field, by the directives of the join specification. */

import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql'
import { booleanOf, directivesOf, stringOf } from '../read-supergraph.ts'

type FieldOrArgument = FieldDefinitionNode | InputValueDefinitionNode

export class SupergraphDraft {
  readonly #document: DocumentNode
  readonly #types = new Map<string, TypeDefinitionNode>()

  constructor(document: DocumentNode) {
    this.#document = document
    for (const definition of document.definitions)
      if (isTypeDefinition(definition)) this.#types.set(definition.name.value, definition)
  }

  toDocument(): DocumentNode {
    const definitions = this.#document.definitions.map((definition) =>
      isTypeDefinition(definition) ? this.#complete(this.#types.get(definition.name.value) ?? definition) : definition,
    )
    return { ...this.#document, definitions }
  }

  /** A type without the interfaces that a graph has not got. */
  #complete(definition: TypeDefinitionNode): TypeDefinitionNode {
    const isKnown = (directive: ConstDirectiveNode): boolean =>
      directive.name.value !== 'join__implements' ||
      this.#directives(stringOf(directive, 'interface') ?? '', 'join__type', stringOf(directive, 'graph') ?? '')
        .length > 0
    return { ...definition, directives: definition.directives?.filter(isKnown) ?? [] }
  }

  serviceName(graph: string): string {
    const value = this.#graphs().values?.find((each) => each.name.value === graph)
    return (value && directivesOf(value, 'join__graph').map((directive) => stringOf(directive, 'name'))[0]) ?? graph
  }

  /** A further graph at the same URL. */
  addGraph(like: string): { readonly graph: string; readonly name: string } {
    const graphs = this.#graphs()
    const model = graphs.values?.find((each) => each.name.value === like)
    if (!model) throw new Error(`there is no graph ${like}`)
    const number = graphs.values?.length ?? 0
    const [graph, name] = [`${like}__PART_${number}`, `${this.serviceName(like)}__part_${number}`]
    const directives = (model.directives ?? []).map((directive) => withString(directive, 'name', name))
    const value = { ...model, name: { kind: Kind.NAME, value: graph } as const, directives }
    this.#types.set('join__Graph', { ...graphs, values: [...(graphs.values ?? []), value] })
    this.copyType('Query', like, graph)
    return { graph, name }
  }

  /** The keys that a graph resolves, for another graph too; those that lead to other objects only where there is no other. @returns them */
  copyKeys(type: string, from: string, to: string): readonly string[] {
    this.copyType(type, from, to)
    const definition = this.#types.get(type)
    const present = this.#directives(type, 'join__type', to).map((directive) => stringOf(directive, 'key'))
    const all = this.#directives(type, 'join__type', from).filter(
      (directive) => booleanOf(directive, 'resolvable') !== false && stringOf(directive, 'key') !== undefined,
    )
    const flat = all.filter((directive) => !stringOf(directive, 'key')?.includes('{'))
    const resolved = flat.length > 0 ? flat : all
    const added = resolved.filter((directive) => !present.includes(stringOf(directive, 'key')))
    const copies = added.map((directive) => withEnum(directive, 'graph', to))
    if (definition) this.#types.set(type, { ...definition, directives: [...(definition.directives ?? []), ...copies] })
    return resolved.flatMap((directive) => stringOf(directive, 'key') ?? [])
  }

  /** The type itself, with its interfaces and values, as another graph has it; neither keys nor fields. */
  copyType(type: string, from: string, to: string): void {
    const definition = this.#types.get(type)
    if (!definition || this.#directives(type, 'join__type', to).length > 0) return
    const [asType] = this.#directives(type, 'join__type', from)
    if (!asType) return
    const others = ['join__implements', 'join__unionMember'].flatMap((name) => this.#directives(type, name, from))
    const copied = [withoutArguments(asType, ['key', 'resolvable']), ...others]
    const directives = [
      ...(definition.directives ?? []),
      ...copied.map((directive) => withEnum(directive, 'graph', to)),
    ]
    const graphs = new Set(
      directivesOf(definition, 'join__type').map((directive) => stringOf(directive, 'graph') ?? ''),
    )
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
      const values = definition.values?.map((value) => ({
        ...value,
        directives: alsoIn(value.directives, 'join__enumValue', from, to),
      }))
      this.#types.set(type, { ...definition, directives, ...(values && { values }) })
    } else if (hasFields(definition)) {
      const fields: readonly FieldOrArgument[] = definition.fields ?? []
      this.#replace(
        { ...definition, directives },
        fields.map((field) => explicit(field, graphs)),
      )
    } else this.#types.set(type, { ...definition, directives })
  }

  copyField(type: string, name: string, from: string, to: string): FieldDefinitionNode | undefined {
    const field = this.#copy(type, name, from, to)
    return field?.kind === Kind.FIELD_DEFINITION ? field : undefined
  }

  copyInputField(type: string, name: string, from: string, to: string): InputValueDefinitionNode | undefined {
    const field = this.#copy(type, name, from, to)
    return field?.kind === Kind.INPUT_VALUE_DEFINITION ? field : undefined
  }

  /** Gives what one graph says of a field to another graph. In its own it stays as @external: other fields there may require it. */
  moveField(type: string, name: string, said: ConstDirectiveNode, to: string): void {
    this.#change(type, name, (field) => ({
      ...field,
      directives: (field.directives ?? []).flatMap((directive) =>
        directive === said ? [withEnum(directive, 'graph', to), externalLike(directive)] : [directive],
      ),
    }))
  }

  /** Fields that a graph resolves without anything required. */
  fieldsResolvedBy(type: string, graph: string): readonly string[] {
    return this.#fields(type)
      .filter((field) => {
        const said = this.#said(type, field, graph)
        return said !== undefined && booleanOf(said, 'external') !== true && stringOf(said, 'requires') === undefined
      })
      .map((field) => field.name.value)
  }

  isInterface(type: string): boolean {
    return this.#types.get(type)?.kind === Kind.INTERFACE_TYPE_DEFINITION
  }

  inputFields(type: string, graph: string): readonly string[] {
    return this.#fields(type)
      .filter((field) => this.#said(type, field, graph) !== undefined)
      .map((field) => field.name.value)
  }

  possibleTypes(type: string, graph: string): readonly string[] {
    const definition = this.#types.get(type)
    if (definition?.kind === Kind.UNION_TYPE_DEFINITION) {
      return this.#directives(type, 'join__unionMember', graph).flatMap(
        (directive) => stringOf(directive, 'member') ?? [],
      )
    }
    if (definition?.kind !== Kind.INTERFACE_TYPE_DEFINITION) return []
    return [...this.#types.keys()].filter((name) =>
      this.#directives(name, 'join__implements', graph).some((directive) => stringOf(directive, 'interface') === type),
    )
  }

  #copy(type: string, name: string, from: string, to: string): FieldOrArgument | undefined {
    const field = this.#fields(type).find((each) => each.name.value === name)
    const said = field && this.#said(type, field, from)
    if (!field || !said) return undefined
    if (!directivesOf(field, 'join__field').some((directive) => stringOf(directive, 'graph') === to)) {
      const copied = withEnum(
        withoutArguments(said, ['requires', 'provides', 'override', 'overrideLabel']),
        'graph',
        to,
      )
      this.#change(type, name, (each) => ({ ...each, directives: [...(each.directives ?? []), copied] }))
    }
    return field
  }

  /** What a graph says of a field; where nothing is said of any graph, every graph that has the type has the field. */
  #said(type: string, field: FieldOrArgument, graph: string): ConstDirectiveNode | undefined {
    const said = directivesOf(field, 'join__field')
    if (said.length > 0) return said.find((directive) => stringOf(directive, 'graph') === graph)
    return this.#directives(type, 'join__type', graph).length > 0 ? joinField(graph) : undefined
  }

  #directives(type: string, name: string, graph: string): readonly ConstDirectiveNode[] {
    const definition = this.#types.get(type)
    if (!definition) return []
    return directivesOf(definition, name).filter((directive) => stringOf(directive, 'graph') === graph)
  }

  #fields(type: string): readonly FieldOrArgument[] {
    const definition = this.#types.get(type)
    return definition && hasFields(definition) ? (definition.fields ?? []) : []
  }

  #change(type: string, name: string, change: (field: FieldOrArgument) => FieldOrArgument): void {
    const definition = this.#types.get(type)
    if (!definition || !hasFields(definition)) return
    const fields: readonly FieldOrArgument[] = definition.fields ?? []
    this.#replace(
      definition,
      fields.map((field) => (field.name.value === name ? change(field) : field)),
    )
  }

  #replace(definition: WithFields, fields: readonly FieldOrArgument[]): void {
    const changed: TypeDefinitionNode =
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
        ? { ...definition, fields: fields.filter((field) => field.kind === Kind.INPUT_VALUE_DEFINITION) }
        : { ...definition, fields: fields.filter((field) => field.kind === Kind.FIELD_DEFINITION) }
    this.#types.set(definition.name.value, changed)
  }

  #graphs(): EnumTypeDefinitionNode {
    const graphs = this.#types.get('join__Graph')
    if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) throw new Error('not a supergraph: the enum join__Graph is missing')
    return graphs
  }
}

type WithFields = Extract<
  TypeDefinitionNode,
  { readonly kind: Kind.OBJECT_TYPE_DEFINITION | Kind.INTERFACE_TYPE_DEFINITION | Kind.INPUT_OBJECT_TYPE_DEFINITION }
>

function hasFields(definition: TypeDefinitionNode): definition is WithFields {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
  )
}

function isTypeDefinition(definition: { readonly kind: string }): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition')
}

/** A field of which nothing is said, said of all graphs that have its type. */
function explicit(field: FieldOrArgument, graphs: ReadonlySet<string>): FieldOrArgument {
  if (directivesOf(field, 'join__field').length > 0) return field
  return { ...field, directives: [...(field.directives ?? []), ...[...graphs].map(joinField)] }
}

function joinField(graph: string): ConstDirectiveNode {
  const directive: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [],
  }
  return withEnum(directive, 'graph', graph)
}

function alsoIn(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
  from: string,
  to: string,
): readonly ConstDirectiveNode[] {
  const copied = (directives ?? []).filter((each) => each.name.value === name && stringOf(each, 'graph') === from)
  return [...(directives ?? []), ...copied.map((each) => withEnum(each, 'graph', to))]
}

function withoutArguments(directive: ConstDirectiveNode, names: readonly string[]): ConstDirectiveNode {
  return {
    ...directive,
    arguments: directive.arguments?.filter((argument) => !names.includes(argument.name.value)) ?? [],
  }
}

function externalLike(directive: ConstDirectiveNode): ConstDirectiveNode {
  const external = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'external' },
    value: { kind: Kind.BOOLEAN, value: true },
  } as const
  const others = withoutArguments(directive, ['requires', 'external']).arguments ?? []
  return { ...directive, arguments: [...others, external] }
}

function withEnum(directive: ConstDirectiveNode, name: string, value: string): ConstDirectiveNode {
  const others = withoutArguments(directive, [name]).arguments ?? []
  const argument = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: { kind: Kind.ENUM, value },
  } as const
  return { ...directive, arguments: [argument, ...others] }
}

function withString(directive: ConstDirectiveNode, name: string, value: string): ConstDirectiveNode {
  const others = withoutArguments(directive, [name]).arguments ?? []
  const argument = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: { kind: Kind.STRING, value },
  } as const
  return { ...directive, arguments: [argument, ...others] }
}
