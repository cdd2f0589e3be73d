/** What of a fetch's representations has to be there: keys, and what a subgraph has as non-null. */

import {
  Kind,
  parse,
  parseType,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql'
import type { Requirement } from './plan-form.ts'
import { directivesOf, stringOf } from './read-supergraph.ts'

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
/** Of one object: the keys that its subgraph may find it by, by their texts. */
type EntityKeys = ReadonlyMap<string, SelectionSetNode>

const NO_KEYS: EntityKeys = new Map()

export class RequiredValues {
  readonly #types: ReadonlyMap<string, Composite>
  /** By type and graph: every plan requests the same again. */
  readonly #known = new Map<string, EntityKeys>()
  readonly #declared = new Map<string, TypeNode | undefined>()

  /** @param supergraph what plans are made with */
  constructor(supergraph: DocumentNode) {
    this.#types = new Map(supergraph.definitions.filter(isComposite).map((type) => [type.name.value, type]))
  }

  /** The same requirements, each with the keys that it belongs to, and where null is as good as nothing. */
  marked(requires: readonly Requirement[], graph: string): Requirement[] {
    return requires.map((requirement) => {
      if (requirement.kind === 'field') return requirement
      const { type, selections } = requirement
      return { ...requirement, selections: this.#marked(selections, type, graph, this.#keys(type, graph, selections)) }
    })
  }

  #marked(selections: readonly Requirement[], type: string, graph: string, keys: EntityKeys): Requirement[] {
    return selections.map((requirement) => {
      if (requirement.kind === 'on')
        return { ...requirement, selections: this.#marked(requirement.selections, requirement.type, graph, keys) }
      const { send } = requirement
      if (send === '__typename') return requirement
      const own = new Map([...keys].flatMap(([text, set]) => (fieldOf(set, send) ? [[text, set] as const] : [])))
      const declared = this.#typeOf(type, send, graph)
      const [outermost = false, ...inner] = declared ? nonNullLevels(declared) : []
      const nonNull = [outermost || own.size > 0, ...inner]
      const below = new Map([...own].flatMap(([text, set]) => entryBelow(text, set, send)))
      return {
        ...requirement,
        ...(nonNull.includes(true) && { nonNull }),
        ...(own.size > 0 && { keys: [...own.keys()] }),
        ...(requirement.selections && {
          selections: this.#marked(requirement.selections, declared ? namedType(declared) : '', graph, below),
        }),
      }
    })
  }

  /** Keys of the type, and of interfaces that it is sent as, of which all is required. */
  #keys(type: string, graph: string, selections: readonly Requirement[]): EntityKeys {
    const known = `${type} ${graph}`
    const keys = this.#known.get(known) ?? this.#declaredKeys(type, graph)
    this.#known.set(known, keys)
    return new Map([...keys].filter(([, set]) => isContained(set, selections)))
  }

  #declaredKeys(type: string, graph: string): EntityKeys {
    const definition = this.#types.get(type)
    if (!definition) return NO_KEYS
    const names = [type, ...(definition.interfaces ?? []).map(({ name }) => name.value)]
    const keys = names
      .flatMap((name) => directivesOf(this.#types.get(name) ?? {}, 'join__type'))
      .filter((directive) => stringOf(directive, 'graph') === graph)
      .flatMap((directive) => stringOf(directive, 'key') ?? [])
    return new Map(keys.map((key) => [key, fieldSet(key)]))
  }

  /** As the subgraph has it. */
  #typeOf(type: string, name: string, graph: string): TypeNode | undefined {
    const known = `${type}.${name} ${graph}`
    if (!this.#declared.has(known)) this.#declared.set(known, this.#declaredType(type, name, graph))
    return this.#declared.get(known)
  }

  #declaredType(type: string, name: string, graph: string): TypeNode | undefined {
    const field: FieldDefinitionNode | undefined = this.#types
      .get(type)
      ?.fields?.find((each) => each.name.value === name)
    if (!field) return undefined
    const said = directivesOf(field, 'join__field').find((directive) => stringOf(directive, 'graph') === graph)
    const own = said && stringOf(said, 'type')
    return own === undefined ? field.type : parseType(own, { noLocation: true })
  }
}

function isComposite(definition: { readonly kind: string }): definition is Composite {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
}

function fieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`)
  return definition.selectionSet
}

function fieldOf(set: SelectionSetNode, name: string) {
  return set.selections.find((each) => each.kind === Kind.FIELD && each.name.value === name)
}

function entryBelow(text: string, set: SelectionSetNode, name: string): (readonly [string, SelectionSetNode])[] {
  const field = fieldOf(set, name)
  return field?.kind === Kind.FIELD && field.selectionSet ? [[text, field.selectionSet]] : []
}

function isContained(set: SelectionSetNode, selections: readonly Requirement[]): boolean {
  return set.selections.every((wanted) => {
    if (wanted.kind !== Kind.FIELD) return true
    const found = selections.find((each) => each.kind === 'field' && each.send === wanted.name.value)
    if (found?.kind !== 'field') return false
    return !wanted.selectionSet || isContained(wanted.selectionSet, found.selections ?? [])
  })
}

/** Of the value itself, then of the elements of a list, and so on. */
function nonNullLevels(type: TypeNode): boolean[] {
  const isNonNull = type.kind === Kind.NON_NULL_TYPE
  const inner = isNonNull ? type.type : type
  return [isNonNull, ...(inner.kind === Kind.LIST_TYPE ? nonNullLevels(inner.type) : [])]
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}
