import {
  GraphQLError,
  Kind,
  TypeInfo,
  ValidationContext,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  typeFromAST,
} from 'graphql'
import { canonicalArguments } from '../canonical-arguments.ts'
import type {
  DocumentNode,
  FieldNode,
  GraphQLNamedType,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql'

/** A selection set and the type whose fields it selects. */
type SelectionScope = { readonly set: SelectionSetNode; readonly parent: GraphQLNamedType | undefined }

type Field = {
  readonly node: FieldNode
  readonly parent: GraphQLNamedType | undefined
  /** Undefined for `__typename` and its like, and for what the schema does not have. */
  readonly type: GraphQLOutputType | undefined
}

type Conflict = { readonly reason: string; readonly nodes: readonly [FieldNode, FieldNode] }

/** Selections that are looked at for one document: ten milliseconds of work; what people write takes a hundredth. */
const MAX_WORK = 30_000

/**
 * The specification's "Field Selection Merging" (https://spec.graphql.org/draft/#sec-Field-Selection-Merging) in place of
 * graphql-js's rule, which compares each two fields of one response name, and calls itself for each two fragments of a
 * circle. Fields that have to agree all agree with the first of them, so each is looked at once: the idea is Simon
 * Adameit's (https://tech.new-work.se/graphql-overlapping-fields-can-be-merged-fast-ea6e92e0a01). Fragments that
 * no operation uses, and circles of them, are for other rules to refuse. Looks into the document by itself: a walk through it
 * as for those rules takes four times as long.
 *
 * @returns `maxErrors` conflicts, and one more error that says so where there are more
 * @throws GraphQLError where there is too much to merge
 */
export function fieldConflicts(
  schema: GraphQLSchema,
  document: DocumentNode,
  maxErrors: number,
): readonly GraphQLError[] {
  const errors: GraphQLError[] = []
  const context = new ValidationContext(schema, document, new TypeInfo(schema), (error) => {
    errors.push(error)
    if (errors.length > maxErrors) throw ENOUGH
  })
  if (hasCircle(context)) return []
  const merging = new Merging(context)
  try {
    for (const node of document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue
      merging.check([{ set: node.selectionSet, parent: schema.getRootType(node.operation) ?? undefined }])
    }
  } catch (error) {
    if (error !== ENOUGH) throw error
    return [...errors.slice(0, maxErrors), new GraphQLError('Too many validation errors, error limit reached.')]
  }
  return errors
}

const ENOUGH = new Error('enough conflicts')

class Merging {
  readonly #context: ValidationContext
  readonly #signatures = new Map<FieldNode, string>()
  #work = 0

  constructor(context: ValidationContext) {
    this.#context = context
  }

  /** Reports where fields of these sets, which hold for one object, cannot be merged. */
  check(scopes: readonly SelectionScope[]): void {
    for (const [name, fields] of this.#collect(scopes)) {
      const together = besideEachOther(fields)
      const conflicts = together.map((some) => unlike(some, (one, other) => this.#argumentConflict(one, other)))
      const conflict =
        conflicts.find(Boolean) ??
        unlike(
          fields.filter(({ type }) => type),
          typesConflict,
        )
      if (conflict) this.#report(name, conflict)
      else {
        for (const some of together) this.check(below(some))
        if (together.length > 1) this.#checkShapes(below(fields))
      }
    }
  }

  /** Also what never stands beside each other has the same shape below the same names. */
  #checkShapes(scopes: readonly SelectionScope[]): void {
    for (const [name, fields] of this.#collect(scopes)) {
      const conflict = unlike(
        fields.filter(({ type }) => type),
        typesConflict,
      )
      if (conflict) this.#report(name, conflict)
      else this.#checkShapes(below(fields))
    }
  }

  /** By response name, fragments looked into. */
  #collect(scopes: readonly SelectionScope[]): ReadonlyMap<string, readonly Field[]> {
    const schema = this.#context.getSchema()
    const fields = new Map<string, Field[]>()
    const seen = new Set<string>()
    const look = ({ set, parent }: SelectionScope): void => {
      this.#work += set.selections.length
      if (this.#work > MAX_WORK) return
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const name = (node.alias ?? node.name).value
          const type = typeOf(node, parent)
          const same = fields.get(name)
          if (same) same.push({ node, parent, type })
          else fields.set(name, [{ node, parent, type }])
          continue
        }
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragment(node.name.value, seen)
        if (!fragment) continue
        const { typeCondition, selectionSet } = fragment
        look({ set: selectionSet, parent: typeCondition ? typeFromAST(schema, typeCondition) : parent })
      }
    }
    scopes.forEach(look)
    if (this.#work > MAX_WORK) throw tooMuch(scopes)
    return fields
  }

  #fragment(name: string, seen: Set<string>) {
    if (seen.has(name)) return undefined
    seen.add(name)
    return this.#context.getFragment(name)
  }

  #argumentConflict({ node: one }: Field, { node: other }: Field): string | undefined {
    if (one.name.value !== other.name.value) return `"${one.name.value}" and "${other.name.value}" are different fields`
    return this.#signature(one) === this.#signature(other) ? undefined : 'they have differing arguments'
  }

  #signature(node: FieldNode): string {
    const known = this.#signatures.get(node)
    if (known !== undefined) return known
    const signature = canonicalArguments(node)
    this.#signatures.set(node, signature)
    return signature
  }

  #report(name: string, { reason, nodes }: Conflict): void {
    const message = `Fields "${name}" conflict because ${reason}. Use different aliases on the fields to fetch both if this was intentional.`
    this.#context.reportError(new GraphQLError(message, { nodes }))
  }
}

function hasCircle(context: ValidationContext): boolean {
  const [entered, left] = [new Set<string>(), new Set<string>()]
  const leadsBack = (name: string): boolean => {
    if (left.has(name)) return false
    if (entered.has(name)) return true
    entered.add(name)
    const fragment = context.getFragment(name)
    const found = context
      .getFragmentSpreads(fragment?.selectionSet ?? NOTHING)
      .some((spread) => leadsBack(spread.name.value))
    left.add(name)
    return found
  }
  return context
    .getDocument()
    .definitions.some((node) => node.kind === Kind.FRAGMENT_DEFINITION && leadsBack(node.name.value))
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] }

/** Fields of different object types never stand beside each other: those need not select the same. */
function besideEachOther(fields: readonly Field[]): readonly (readonly Field[])[] {
  const byObject = Map.groupBy(fields, ({ parent }) => (isObjectType(parent) ? parent : undefined))
  const always = byObject.get(undefined) ?? []
  byObject.delete(undefined)
  return byObject.size <= 1 ? [fields] : [...byObject.values()].map((some) => [...always, ...some])
}

/** The first field that is not like the first one, and why. */
function unlike(
  fields: readonly Field[],
  reasonOf: (one: Field, other: Field) => string | undefined,
): Conflict | undefined {
  const [first] = fields
  if (!first) return undefined
  for (const field of fields) {
    const reason = field.node === first.node ? undefined : reasonOf(first, field)
    if (reason !== undefined) return { reason, nodes: [first.node, field.node] }
  }
  return undefined
}

function typeOf({ name }: FieldNode, parent: Field['parent']): GraphQLOutputType | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value]?.type : undefined
}

function below(fields: readonly Field[]): readonly SelectionScope[] {
  return fields.flatMap(({ node, type }) =>
    node.selectionSet ? [{ set: node.selectionSet, parent: type && getNamedType(type) }] : [],
  )
}

function typesConflict({ type: one }: Field, { type: other }: Field) {
  if (!one || !other || haveOneShape(one, other)) return undefined
  return `they return conflicting types "${String(one)}" and "${String(other)}"`
}

function haveOneShape(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (one === other) return true
  if (isNonNullType(one)) return isNonNullType(other) && haveOneShape(one.ofType, other.ofType)
  if (isListType(one)) return isListType(other) && haveOneShape(one.ofType, other.ofType)
  return !isNonNullType(other) && !isListType(other) && !isLeafType(one) && !isLeafType(other)
}

function tooMuch(scopes: readonly SelectionScope[]): GraphQLError {
  const nodes = scopes[0]?.set
  return new GraphQLError('Too many fields have to be merged into one another.', { nodes })
}
