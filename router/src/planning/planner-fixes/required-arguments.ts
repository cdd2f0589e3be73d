/**
 * The planner fetches a field that `@requires` names with arguments under the field's own name: it then merges with the
 * client's selection of the field under other arguments, and of two requirements with different arguments only one is
 * fetched. So it plans with a supergraph in which every such use is a field of its own, without arguments; and so is
 * every required field that requires others.
 */

import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql'
import { directivesOf, stringOf } from '../read-supergraph.ts'

/** What a synthetic field stands for. */
export type SyntheticField = { readonly field: string; readonly arguments: readonly ArgumentNode[] }

export type RequiredArguments = {
  readonly document: DocumentNode
  readonly synthetics: ReadonlyMap<string, SyntheticField>
  /** What a field requires, with synthetic names; by `requirementKey`. Only fields that require synthetic ones. */
  readonly requirements: ReadonlyMap<string, SelectionSetNode>
}

type ObjectOrInterface = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode

/** @param graph value of `join__Graph` */
export function requirementKey(graph: string, type: string, field: string): string {
  return `${graph} ${type} ${field}`
}

export function withSyntheticFields(supergraph: DocumentNode): RequiredArguments {
  const composites = supergraph.definitions.filter(isComposite)
  const fields = new Map(composites.map((type) => [type.name.value, fieldsByName(type)]))
  const synthetics = new Map<string, SyntheticField>()
  const names = new Map<string, string>()
  const uses = new Map<string, Set<string>>()
  const requirements = new Map<string, SelectionSetNode>()

  const nameOf = (node: { name: { value: string }; arguments?: readonly ArgumentNode[] | undefined }): string => {
    const given = node.arguments ?? []
    const key = `${node.name.value}(${given
      .map((argument) => print(argument))
      .sort()
      .join()})`
    const known = names.get(key)
    if (known) return known
    const name = unusedName(node.name.value, fields)
    names.set(key, name)
    synthetics.set(name, { field: node.name.value, arguments: given })
    fields.set(` ${name}`, new Map([[name, undefined]]))
    return name
  }

  const rewritten = (parent: string, selections: readonly SelectionNode[]): SelectionNode[] =>
    selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition?.name.value ?? parent
        return { ...selection, selectionSet: selectionSet(rewritten(type, selection.selectionSet.selections)) }
      }
      const definition = fields.get(parent)?.get(selection.name.value)
      if (!definition) return selection
      const inner = selection.selectionSet
        ? { selectionSet: selectionSet(rewritten(namedType(definition.type), selection.selectionSet.selections)) }
        : {}
      if (!definition.arguments?.length && !requiresItself(definition)) return { ...selection, ...inner }
      const name = nameOf(selection)
      const types = uses.get(name) ?? new Set()
      uses.set(name, types.add(parent))
      return { ...selection, ...inner, name: { kind: Kind.NAME, value: name }, arguments: [] }
    })

  const withRequirement = (type: string, field: string, directive: ConstDirectiveNode): ConstDirectiveNode => {
    const text = stringOf(directive, 'requires')
    if (text === undefined) return directive
    const selected = selectionSet(rewritten(type, parseFieldSet(text)))
    if (!mentions(selected, synthetics)) return directive
    requirements.set(requirementKey(stringOf(directive, 'graph') ?? '', type, field), selected)
    return withArgument(directive, 'requires', printFieldSet(selected))
  }

  const required = mapFields(supergraph, (type, field) => ({
    ...field,
    directives: (field.directives ?? []).map((directive) =>
      directive.name.value === 'join__field'
        ? withRequirement(type.name.value, field.name.value, directive)
        : directive,
    ),
  }))
  if (synthetics.size === 0) return { document: supergraph, synthetics, requirements }
  return { document: addFields(required, synthetics, uses), synthetics, requirements }
}

/** Adds each synthetic field to the types that use it and to whatever implements those. */
function addFields(
  document: DocumentNode,
  synthetics: ReadonlyMap<string, SyntheticField>,
  uses: ReadonlyMap<string, ReadonlySet<string>>,
): DocumentNode {
  const added = (type: ObjectOrInterface): ObjectOrInterface => {
    const own: FieldDefinitionNode[] = []
    for (const [name, { field }] of synthetics) {
      const types = uses.get(name)
      const isUsed = types?.has(type.name.value) || type.interfaces?.some((parent) => types?.has(parent.name.value))
      const definition = type.fields?.find((candidate) => candidate.name.value === field)
      if (isUsed && definition) own.push({ ...definition, name: { kind: Kind.NAME, value: name }, arguments: [] })
    }
    return own.length === 0 ? type : { ...type, fields: [...(type.fields ?? []), ...own] }
  }
  return { ...document, definitions: document.definitions.map((type) => (isComposite(type) ? added(type) : type)) }
}

function mapFields(
  document: DocumentNode,
  change: (type: ObjectOrInterface, field: FieldDefinitionNode) => FieldDefinitionNode,
): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((type) =>
      isComposite(type) ? { ...type, fields: (type.fields ?? []).map((field) => change(type, field)) } : type,
    ),
  }
}

function isComposite(definition: { readonly kind: string }): definition is ObjectOrInterface {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
}

function fieldsByName(type: ObjectOrInterface): Map<string, FieldDefinitionNode | undefined> {
  return new Map((type.fields ?? []).map((field) => [field.name.value, field]))
}

function unusedName(field: string, fields: ReadonlyMap<string, ReadonlyMap<string, unknown>>): string {
  for (let number = 0; ; number++) {
    const name = `${field}__required_${number}`
    if (![...fields.values()].some((known) => known.has(name))) return name
  }
}

/** Then it gets a graph of its own (required-chains.ts). */
function requiresItself(field: FieldDefinitionNode): boolean {
  return directivesOf(field, 'join__field').some((directive) => stringOf(directive, 'requires') !== undefined)
}

function mentions(selected: SelectionSetNode, synthetics: ReadonlyMap<string, SyntheticField>): boolean {
  let found = false
  visit(selected, { Field: (node) => void (found ||= synthetics.has(node.name.value)) })
  return found
}

function parseFieldSet(text: string): readonly SelectionNode[] {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : []
}

function printFieldSet(selected: SelectionSetNode): string {
  return stripIgnoredCharacters(print(selected)).slice(1, -1)
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections }
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}

function withArgument(directive: ConstDirectiveNode, name: string, value: string): ConstDirectiveNode {
  const others = (directive.arguments ?? []).filter((argument) => argument.name.value !== name)
  return {
    ...directive,
    arguments: [
      ...others,
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: { kind: Kind.STRING, value } },
    ],
  }
}
