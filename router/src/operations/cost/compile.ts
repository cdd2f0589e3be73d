import {
  Kind,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isInputObjectType,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
  type SelectionNode,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql'
import type { Variables } from '../../executor.ts'
import { conditionType, type Fragments } from '../../authorization/needed.ts'
import type { ValidOperation } from '../document.ts'
import { sizesOf, usesVariables } from './list-size.ts'
import { max, product, sum, valueOf, type Term } from './term.ts'
import type { Weights } from './weights.ts'

/** What one operation costs with these values of its variables. Throws a RequestError where @listSize forbids them. */
export type Cost = (variables: Variables) => number

/** As Apollo counts them: a mutation costs more than a query. */
const MUTATION = 10

/** Fields that are merged into one: of one type, under one response key, on the same conditions. */
type Merged = {
  readonly parent: GraphQLCompositeType
  readonly conditions: readonly Condition[]
  readonly node: FieldNode
  readonly sets: SelectionSetNode[]
}

type SizeTerms = ReadonlyMap<string, Term>

/**
 * Compiles the cost of operations after IBM's specification, fields and types in one number: an object is 1 or its @cost,
 * a leaf 0 or its @cost; a list is its size times what an element costs. `assumed`: the size of lists of which nothing is
 * known. Takes time in proportion to the operation's height.
 */
export function costing(schema: GraphQLSchema, weights: Weights, assumed: number): (operation: ValidOperation) => Cost {
  return ({ document, operation }) => {
    const root = schema.getRootType(operation.operation)
    if (!root) return () => 0
    const compiler = new CostCompiler(schema, weights, assumed, fragmentsOf(document))
    const start = operation.operation === 'mutation' ? MUTATION : 0
    const total = sum([start, compiler.selections([operation.selectionSet], root, new Map())])
    return typeof total === 'number' ? () => total : total
  }
}

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
}

class CostCompiler {
  readonly #schema: GraphQLSchema
  readonly #weights: Weights
  readonly #assumed: number
  readonly #fragments: Fragments

  constructor(schema: GraphQLSchema, weights: Weights, assumed: number, fragments: Fragments) {
    this.#schema = schema
    this.#weights = weights
    this.#assumed = assumed
    this.#fragments = fragments
  }

  /** Of an abstract type's objects each has one type: of what is selected of its types, the most expensive counts. */
  selections(sets: readonly SelectionSetNode[], parent: GraphQLCompositeType, sizes: SizeTerms): Term {
    const merged = new Map<string, Merged>()
    for (const set of sets) this.#collect(set, parent, [], merged)
    const byType = Map.groupBy(merged.values(), (each) => each.parent)
    const always: Term[] = []
    const oneOf: Term[] = []
    for (const [type, fields] of byType) {
      const terms = sum(fields.map((each) => holding(each.conditions, this.#field(each, sizes))))
      if (type === parent || isAbstractType(type)) always.push(terms)
      else oneOf.push(terms)
    }
    return sum([...always, max(oneOf)])
  }

  #collect(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    conditions: readonly Condition[],
    merged: Map<string, Merged>,
  ): void {
    for (const node of selections) {
      const own = conditionsOf(node)
      if (own === 'never') continue
      const all = [...conditions, ...own]
      if (node.kind !== Kind.FIELD) {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node
        if (!fragment) continue
        const type = conditionType(this.#schema, fragment.typeCondition?.name.value, parent)
        this.#collect(fragment.selectionSet, type, all, merged)
        continue
      }
      const key = `${parent.name} ${(node.alias ?? node.name).value} ${all.length > 0 ? JSON.stringify(all) : ''}`
      const sets = node.selectionSet ? [node.selectionSet] : []
      const earlier = merged.get(key)
      if (earlier) earlier.sets.push(...sets)
      else merged.set(key, { parent, conditions: all, node, sets })
    }
  }

  #field({ parent, node, sets }: Merged, sizes: SizeTerms): Term {
    const name = node.name.value
    const field: GraphQLField<unknown, unknown> | undefined =
      'getFields' in parent ? parent.getFields()[name] : undefined
    if (!field) return 0 // __typename; __schema and __type cost no fetch
    const coordinate = `${parent.name}.${name}`
    const { cost, listSize } = this.#weights
    const { own, below } = sizesOf(node, field, listSize.get(coordinate), sizes.get(name), this.#assumed)
    const type = getNamedType(field.type)
    const isComposite = isCompositeType(type)
    const weight = cost.get(coordinate) ?? cost.get(type.name) ?? (isComposite ? 1 : 0)
    const element = isComposite ? sum([weight, this.selections(sets, type, below)]) : weight
    const whole = own === undefined ? element : product(product(own, element), this.#innerLists(field.type))
    return sum([whole, argumentsCost(node, field, coordinate, this.#weights)])
  }

  /** Lists of lists: nothing is known of the inner ones. */
  #innerLists(type: GraphQLOutputType): number {
    const outer = getNullableType(type)
    const inner = isListType(outer) ? getNullableType(outer.ofType) : undefined
    return isListType(inner) ? this.#assumed * this.#innerLists(inner) : 1
  }
}

/** A variable that must have this value for a selection to be there. */
export type Condition = readonly [variable: string, value: boolean]

/** The @skip and @include of a selection that depend on variables; "never" where it can be seen that it is left out. */
export function conditionsOf({ directives = [] }: SelectionNode): readonly Condition[] | 'never' {
  const conditions: Condition[] = []
  for (const { name, arguments: given } of directives) {
    if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) continue
    const wanted = name.value === GraphQLIncludeDirective.name
    const value = given?.[0]?.value
    if (value?.kind === Kind.VARIABLE) conditions.push([value.name.value, wanted])
    if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return 'never'
  }
  return conditions
}

/** The term where all conditions hold, else nothing. */
export function holding(conditions: readonly Condition[], term: Term): Term {
  if (conditions.length === 0 || term === 0) return term
  return (variables) =>
    conditions.every(([variable, value]) => variables[variable] === value) ? valueOf(term, variables) : 0
}

/** What the arguments of a field cost: their own weights, and those of the input fields that have a value. */
export function argumentsCost(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  coordinate: string,
  { cost }: Weights,
): Term {
  if (cost.size === 0) return 0
  const terms = (node.arguments ?? []).flatMap((given): readonly Term[] => {
    const argument: GraphQLArgument | undefined = field.args.find(({ name }) => name === given.name.value)
    if (!argument) return []
    const weight = cost.get(`${coordinate}(${argument.name}:)`) ?? 0
    const read = (value: unknown) => (value === undefined ? 0 : weight + inputCost(value, argument.type, cost))
    if (!usesVariables(given.value)) return [read(valueFromASTUntyped(given.value))]
    return [(variables) => read(valueFromASTUntyped(given.value, variables))]
  })
  return sum(terms)
}

function inputCost(value: unknown, type: GraphQLInputType, cost: Weights['cost']): number {
  const named = getNamedType(type)
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((total: number, each) => total + inputCost(each, named, cost), 0)
  return Object.entries(named.getFields()).reduce((total, [name, field]) => {
    const inner: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    if (inner === undefined) return total
    return total + (cost.get(`${named.name}.${name}`) ?? 0) + inputCost(inner, field.type, cost)
  }, 0)
}
