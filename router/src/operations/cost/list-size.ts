import { Kind, getNullableType, isListType, valueFromASTUntyped } from 'graphql'
import type { FieldNode, GraphQLField, ObjectFieldNode, ValueNode } from 'graphql'
import type { Variables } from '../../executor.ts'
import { RequestError } from '../request-error.ts'
import type { Term } from './term.ts'
import type { ListSize } from './weights.ts'

type SchemaField = GraphQLField<unknown, unknown>

/** Arguments by which lists are usually cut into pages, where no @listSize says which. */
const PAGINATION = ['first', 'last', 'limit']
/** Lists of a connection (https://relay.dev/graphql/connections.htm) that its field's arguments are about. */
const CONNECTION_LISTS = ['edges', 'nodes']

/** What a field says about sizes: of its own list, and of the lists among its own fields. */
export type Sizes = { readonly own: Term | undefined; readonly below: ReadonlyMap<string, Term> }

const NONE: ReadonlyMap<string, Term> = new Map()
const UNSIZED: Sizes = { own: undefined, below: NONE }

/** How long the lists of a field will be; `given` from the field above where it has @listSize for this one. */
export function sizesOf(
  node: FieldNode,
  field: SchemaField,
  directive: ListSize | undefined,
  given: Term | undefined,
  assumed: number,
): Sizes {
  const isList = isListType(getNullableType(field.type))
  if (!isList && !directive && field.args.length === 0) return UNSIZED
  if (directive) {
    const size = sized(node, field, directive, assumed)
    if (directive.sizedFields.length === 0) return { own: isList ? (given ?? size) : undefined, below: NONE }
    return { own: isList ? (given ?? assumed) : undefined, below: all(directive.sizedFields, size) }
  }
  const slicingArguments = PAGINATION.filter((name) => field.args.some((argument) => argument.name === name))
  const usual = { assumedSize: assumed, slicingArguments, sizedFields: [], requireOneSlicingArgument: false }
  if (isList) return { own: given ?? sized(node, field, usual, assumed), below: NONE }
  if (slicingArguments.length === 0) return { own: undefined, below: NONE }
  return { own: undefined, below: all(CONNECTION_LISTS, sized(node, field, usual, assumed)) }
}

function all(names: readonly string[], size: Term): ReadonlyMap<string, Term> {
  return new Map(names.map((name) => [name, size]))
}

/**
 * The largest of the slicing arguments that have a value; without any, what is assumed. Where one is required, no two may be given;
 * the default of an argument is a size, but not given.
 */
function sized(node: FieldNode, field: SchemaField, directive: ListSize, assumed: number): Term {
  const { slicingArguments, assumedSize, requireOneSlicingArgument } = directive
  const readers = slicingArguments.map((path) => reader(node, field, path.split('.')))
  const isRequired = requireOneSlicingArgument && slicingArguments.length > 0
  const size = (variables: Variables): number => {
    const slices = readers.map((read) => read(variables)).filter(({ value }) => typeof value === 'number')
    const given = slices.filter(({ isGiven }) => isGiven)
    if (isRequired && (slices.length === 0 || given.length > 1)) throw notOne(field, slicingArguments)
    const values = slices.map(({ value }) => Number(value))
    return values.length > 0 ? Math.max(0, ...values) : (assumedSize ?? assumed)
  }
  return readers.every((read) => read.isConstant) ? size({}) : size
}

type Slice = { readonly value: unknown; readonly isGiven: boolean }
type Reader = ((variables: Variables) => Slice) & { readonly isConstant: boolean }

function reader(node: FieldNode, field: SchemaField, [name = '', ...inner]: readonly string[]): Reader {
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value
  const fallback = field.args.find((argument) => argument.name === name)?.defaultValue
  const constant = (slice: Slice) => Object.assign(() => slice, { isConstant: true })
  const absent = { value: below(fallback, inner), isGiven: false }
  if (!given) return constant(absent)
  const present = (value: unknown): Slice => ({ value: below(value, inner), isGiven: true })
  if (!usesVariables(given)) return constant(present(valueFromASTUntyped(given)))
  const read = (variables: Variables) => {
    const value: unknown = valueFromASTUntyped(given, variables)
    return value === undefined ? absent : present(value)
  }
  return Object.assign(read, { isConstant: false })
}

function below(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === name)?.[1] : undefined,
    value,
  )
}

/** Whether a value is known only when the variables are. */
export function usesVariables(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true
  if (value.kind === Kind.LIST) return value.values.some(usesVariables)
  return value.kind === Kind.OBJECT && value.fields.some((field: ObjectFieldNode) => usesVariables(field.value))
}

function notOne({ name }: SchemaField, slicingArguments: readonly string[]): RequestError {
  const message = `The field "${name}" takes exactly one of the arguments ${slicingArguments.join(', ')}.`
  return new RequestError(400, [{ message, extensions: { code: 'BAD_USER_INPUT' } }])
}
