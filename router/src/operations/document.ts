import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OverlappingFieldsCanBeMergedRule,
  SingleFieldSubscriptionsRule,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
  BREAK,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ASTNode,
  type ArgumentNode,
  type ObjectFieldNode,
  type Location,
} from 'graphql'
import { fieldConflicts } from './fields-can-merge.ts'
import { checkLimits, type DocumentLimits } from './limits.ts'
import { FiniteFloatsRule, OneSubscriptionFieldRule } from './rules.ts'
import { RequestError, limitExceeded, shortened, tooDeeplyNested } from './request-error.ts'
import { exceededLimit } from './tokens.ts'
import { isValid } from './validity.ts'

export type DocumentRules = {
  readonly limits: DocumentLimits
  /** Whether clients may request the schema; without it, error messages suggest no names either. */
  readonly introspection: boolean
}

export type ValidOperation = { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }

const MAX_ERRORS = 10
/** A circle of fragments has one for each of them. */
const MAX_LOCATIONS = 10
/** Lines of a document whose faults are located. */
const MAX_LINES = 10_000

const REPLACED = new Set([OverlappingFieldsCanBeMergedRule, SingleFieldSubscriptionsRule])
const RULES = [...specifiedRules.filter((rule) => !REPLACED.has(rule)), OneSubscriptionFieldRule, FiniteFloatsRule]
const RULES_WITHOUT_INTROSPECTION = [...RULES, NoSchemaIntrospectionCustomRule]

/** Throws a RequestError for a document that is no GraphQL, too large, or not valid for the schema. */
export function validOperation(
  query: string,
  operationName: string | undefined,
  schema: GraphQLSchema,
  rules: DocumentRules,
): ValidOperation {
  const document = parsed(query, rules.limits)
  checkLimits(document, rules.limits)
  const allowed = rules.introspection ? RULES : RULES_WITHOUT_INTROSPECTION
  const options = { maxErrors: MAX_ERRORS, hideSuggestions: !rules.introspection }
  // They are reported alone: all other rules, which walk through the whole document, take four times as long.
  const conflicts = fieldConflicts(schema, document, MAX_ERRORS)
  const isFaultless = conflicts.length === 0 && isValid(schema, document, allowed)
  const errors = isFaultless || conflicts.length > 0 ? conflicts : validate(schema, document, allowed, options)
  if (errors.length > 0) throw refusal(errors, 'GRAPHQL_VALIDATION_FAILED', document)
  return { document, operation: chosen(document, operationName) }
}

function parsed(query: string, { tokens }: DocumentLimits): DocumentNode {
  try {
    return parse(query, { maxTokens: tokens, noLocation: hasManyLines(query) })
  } catch (error) {
    if (error instanceof RangeError) throw tooDeeplyNested()
    if (!(error instanceof GraphQLError)) throw error
    if (error.message.includes(`more that ${tokens} tokens`)) throw tooManyTokens(tokens)
    throw refusal([error], 'GRAPHQL_PARSE_FAILED')
  }
}

/** Throws LIMIT_EXCEEDED before anything is made of the text, at a tenth of what parsing takes. */
export function checkText(query: string, limits: DocumentLimits): void {
  const exceeded = exceededLimit(query, limits)
  if (exceeded === 'tokens') throw tooManyTokens(limits.tokens)
  if (exceeded === 'nameLength') throw tooLongName(limits.nameLength)
}

function tooLongName(max: number): RequestError {
  const message = `A name of the document is over the limit of ${max} characters (LIMIT_NAME_LENGTH): use a shorter one.`
  return limitExceeded('nameLength', message)
}

function tooManyTokens(tokens: number): RequestError {
  return limitExceeded('tokens', `The document is over the limit of ${tokens} tokens.`)
}

/** To locate a fault, graphql-js counts the lines before it, for each fault anew. */
function hasManyLines(query: string): boolean {
  if (query.length <= MAX_LINES) return false
  const end = /[\r\n]/g
  let lines = 1
  while (lines <= MAX_LINES && end.test(query)) lines++
  return lines > MAX_LINES
}

function chosen(document: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName)
  if (operation) return operation
  const some = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const message = operationName
    ? `Unknown operation named "${operationName}".`
    : some
      ? 'Must provide operation name if query contains multiple operations.'
      : 'The document has no operation.'
  throw new RequestError(400, [{ message: shortened(message), extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }])
}

function refusal(errors: readonly GraphQLError[], code: string, document?: DocumentNode): RequestError {
  const nodes = errors.flatMap(({ nodes: [first] = [] }) => (first ? [first] : []))
  const byNode = document ? argumentsAt(document, nodes) : undefined
  const formatted = errors.map(({ message, locations, nodes: [first] = [] }) => {
    const argument = first && byNode?.get(first)
    return {
      message: shortened(argument === undefined ? message : `${argument}: ${message}`),
      ...(locations && { locations: locations.slice(0, MAX_LOCATIONS) }),
      extensions: { code, ...(argument !== undefined && { argument: shortened(argument) }) },
    }
  })
  return new RequestError(400, formatted)
}

/** What may stand within an argument. */
const WITHIN: ReadonlySet<Kind> = new Set([
  ...[Kind.ARGUMENT, Kind.NAME, Kind.OBJECT_FIELD, Kind.OBJECT, Kind.LIST, Kind.VARIABLE],
  ...[Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.NULL, Kind.ENUM],
])

/**
 * The arguments that nodes of a document belong to, as "input.quantity", by node; none for what is no part of an argument.
 * Validation's own messages say what is wrong with a value, and not whose it is. The document is walked once for all.
 */
export function argumentsAt(document: DocumentNode, nodes: readonly ASTNode[]): ReadonlyMap<ASTNode, string> {
  const wanted = new Set(nodes.filter(({ kind }) => WITHIN.has(kind)))
  const found = new Map<ASTNode, string>()
  if (wanted.size === 0) return found
  const path: string[] = []
  visit(document, {
    enter(node) {
      if (isNamed(node)) path.push(node.name.value)
      if (path.length > 0 && wanted.has(node)) found.set(node, path.join('.'))
      return found.size === wanted.size ? BREAK : undefined
    },
    leave(node) {
      if (isNamed(node)) path.pop()
    },
  })
  return found
}

function isNamed(node: ASTNode): node is ArgumentNode | ObjectFieldNode {
  return node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD
}

/**
 * Forgets where a document's nodes stand in its text, and what the parser knew of every word: a quarter of what an operation that is kept
 * takes. Definitions of variables keep their location, since errors about their values report it.
 * @returns how many nodes it has
 */
export function forgetLocations(document: DocumentNode): number {
  return forget(document, false)
}

function forget(node: ASTNode, keepsLocation: boolean): number {
  const keepsOwn = keepsLocation || node.kind === Kind.VARIABLE_DEFINITION
  Reflect.set(node, 'loc', keepsOwn && node.loc ? locationOf(node.loc) : undefined)
  let nodes = 1
  for (const value of Object.values(node)) {
    if (isNode(value)) nodes += forget(value, keepsOwn)
    else if (Array.isArray(value)) for (const each of value) if (isNode(each)) nodes += forget(each, keepsOwn)
  }
  return nodes
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}

/** All that errors read of a location. */
function locationOf({ start, end, source }: Location): Pick<Location, 'start' | 'end' | 'source'> {
  return { start, end, source }
}
