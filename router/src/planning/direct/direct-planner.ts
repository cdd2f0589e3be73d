/**
 * Plans the operations that have one plan only: of objects alone, each of whose fields is answered by the subgraph that its object comes
 * from, or by one other, which finds the object by one key. That is most of what clients ask; it takes a twentieth of what the planner
 * takes, which looks for the best plan of all there may be. Whatever has a choice, or is no plain field, is the planner's.
 */

import {
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql'
import type { PlanForm } from '../plan-form.ts'
import { DirectFetch, stepsOf, textsOf, type OperationTexts } from './direct-fetch.ts'
import type { EntityKey, FieldOwners, OwnedType } from './field-owners.ts'
import { NotDirect } from './not-direct.ts'
import { selectedFields, type MergedField, type SelectionContext } from './selected-fields.ts'
import { argumentsText, joined } from './value-text.ts'

export class DirectPlanner {
  readonly #schema: GraphQLSchema
  readonly #owners: FieldOwners

  /** @param schema that operations are valid for */
  constructor(schema: GraphQLSchema, owners: FieldOwners) {
    this.#schema = schema
    this.#owners = owners
  }

  /**
   * Undefined where the planner has to look at it.
   * @param document valid: one operation and the fragments that it uses, nothing in it undecided
   */
  plan(document: DocumentNode): PlanForm | undefined {
    try {
      return new DirectPlanning(this.#schema, this.#owners, document).plan()
    } catch (error) {
      if (error instanceof NotDirect) return undefined
      throw error
    }
  }
}

/** Fields in all, of fragments wherever they are spread. */
const MAX_FIELDS = 5_000
/** Characters of clients in all: a fragment's are there wherever it is spread, the operation's name, variables and paths in each fetch. */
const MAX_LENGTH = 200_000
/** Entity fetches have it. */
const TAKEN_VARIABLE = 'representations'

class DirectPlanning {
  readonly #owners: FieldOwners
  readonly #context: SelectionContext
  readonly #operation: OperationDefinitionNode
  readonly #texts: OperationTexts
  readonly #roots: ReadonlySet<unknown>
  #fields = 0
  #length = 0

  constructor(schema: GraphQLSchema, owners: FieldOwners, { definitions }: DocumentNode) {
    this.#owners = owners
    const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
    this.#context = { schema, fragments: new Map(fragments.map((each) => [each.name.value, each])) }
    const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
    if (!operation) throw new NotDirect('no operation')
    this.#operation = operation
    this.#texts = textsOf(operation)
    this.#roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
  }

  plan(): PlanForm {
    const { operation: kind, directives, variableDefinitions, selectionSet } = this.#operation
    const root = this.#context.schema.getRootType(kind)
    if (!root) throw new NotDirect('no root')
    if (directives && directives.length > 0) throw new NotDirect('a directive')
    if (variableDefinitions?.some(isUnusual)) throw new NotDirect('a variable')
    const owned = this.#ownedType(root)
    const fields = selectedFields(this.#context, root, [selectionSet])
    // One after the other, as the fields of a mutation are run, is an order that the planner makes.
    if (fields.size === 0 || (kind !== OperationTypeNode.QUERY && fields.size > 1))
      throw new NotDirect('the fields of the root')
    const fetches = new Map<string, DirectFetch>()
    for (const [key, field] of fields) {
      const [service, another] = answering(owned, field.node.name.value)
      if (service === undefined || another !== undefined) throw new NotDirect('a field of several subgraphs')
      const fetch = fetches.get(service) ?? this.#counted(new DirectFetch(service, [], kind))
      fetches.set(service, fetch)
      fetch.select(key, this.#field(key, field, root, fetch, []))
    }
    return { kind, inside: [], ...stepsOf([...fetches.values()], this.#texts) }
  }

  /** The text of a field and what is below it; of that, the fields of other subgraphs become fetches of their own. */
  #field(
    key: string,
    { node, sets }: MergedField,
    parent: GraphQLObjectType,
    fetch: DirectFetch,
    path: readonly string[],
  ): string {
    if (++this.#fields > MAX_FIELDS || isTaken(key)) throw new NotDirect('a name')
    const called = `${fieldText(key, node)}${argumentsText(node.arguments, fetch.variables)}`
    this.#count(called.length)
    const field: GraphQLField<unknown, unknown> | undefined = parent.getFields()[node.name.value]
    if (!field) throw new NotDirect('introspection')
    if (sets.length === 0) return called
    const type = getNamedType(field.type)
    if (!isObjectType(type)) throw new NotDirect('an abstract type')
    return called + this.#object(type, sets, fetch, [...path, key, ...listsOf(field.type)])
  }

  /** The text of an object's selection in the fetch that it comes from. */
  #object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    fetch: DirectFetch,
    path: readonly string[],
  ): string {
    const owned = this.#ownedType(type)
    if (this.#roots.has(type)) throw new NotDirect('a root type')
    const fields = selectedFields(this.#context, type, sets)
    const elsewhere = new Map<string, DirectFetch>()
    const own = new Map<string, string>()
    for (const [key, field] of fields) {
      if (field.node.name.value === '__typename') {
        if (key !== '__typename' && isTaken(key)) throw new NotDirect('a name')
        this.#count(key.length)
        own.set(key, fieldText(key, field.node))
        continue
      }
      const service = serviceFor(owned, field, fetch.service)
      if (service === fetch.service) {
        own.set(key, this.#field(key, field, type, fetch, path))
        continue
      }
      const { fields: needed, requires } = keyFor(owned, service, fetch.service)
      for (const name of ['__typename', ...needed]) addKey(name, fields, own)
      const entities = elsewhere.get(service) ?? this.#counted(fetch.entities(service, path, type.name, requires))
      elsewhere.set(service, entities)
      entities.select(key, this.#field(key, field, type, entities, path))
    }
    // Of an object for which no fragment holds there is nothing but that it is there.
    if (own.size === 0) own.set('__typename', '__typename')
    return `{${joined(own.values())}}`
  }

  #counted(fetch: DirectFetch): DirectFetch {
    const { name = '', definitions } = this.#texts
    for (const text of [name, ...definitions.values(), ...fetch.path]) this.#count(text.length)
    return fetch
  }

  #count(length: number): void {
    if ((this.#length += length) > MAX_LENGTH) throw new NotDirect('its length')
  }

  #ownedType(type: GraphQLObjectType): OwnedType {
    const owned = this.#owners.get(type.name)
    if (!owned) throw new NotDirect('a type')
    return owned
  }
}

/** The subgraph that answers a field of an object which comes from one. */
function serviceFor(owned: OwnedType, { node, sets }: MergedField, current: string): string {
  const services = answering(owned, node.name.value)
  if (services.includes(current)) {
    // What has fields of its own may be had better elsewhere, where these are.
    const mayLeave = (each: string): boolean => each !== current && owned.entityServices.includes(each)
    if (sets.length > 0 && services.some(mayLeave)) throw new NotDirect('a field of several subgraphs')
    return current
  }
  const [service, another] = services
  if (service === undefined || another !== undefined) throw new NotDirect('a field of several subgraphs')
  return service
}

/** The key by which one subgraph finds what another one has. */
function keyFor(owned: OwnedType, service: string, current: string): EntityKey {
  const key = owned.keys.get(service)
  if (!key?.fields.every((field) => answering(owned, field).includes(current))) throw new NotDirect('a key')
  return key
}

function answering(owned: OwnedType, field: string): readonly string[] {
  return owned.fields.get(field) ?? owned.services
}

/** Selects a key's field under its own name. */
function addKey(name: string, fields: ReadonlyMap<string, MergedField>, own: Map<string, string>): void {
  const node = fields.get(name)?.node
  if (node && (node.name.value !== name || node.arguments?.length)) throw new NotDirect('a name')
  if (!own.has(name)) own.set(name, name)
}

function fieldText(key: string, { name }: FieldNode): string {
  return key === name.value ? key : `${key}:${name.value}`
}

/** Names that only introspection may have a meaning for. */
function isTaken(key: string): boolean {
  return key.startsWith('__')
}

/** A step of the path for each list that a field gives. */
function listsOf(type: GraphQLOutputType): readonly string[] {
  if (isNonNullType(type)) return listsOf(type.ofType)
  return isListType(type) ? ['@', ...listsOf(type.ofType)] : []
}

function isUnusual({ variable, directives }: VariableDefinitionNode): boolean {
  return variable.name.value === TAKEN_VARIABLE || (directives !== undefined && directives.length > 0)
}
