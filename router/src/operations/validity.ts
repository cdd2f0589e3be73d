/**
 * Whether a document is valid: graphql-js' own rules, each called for the nodes that it looks at, at two fifths of what its validate()
 * takes, which applies every rule to every node and walks through the document once more for its variables. What is wrong with a
 * document that is not valid is for validate() to tell.
 */

import { getEnterLeaveForKind, Kind, TypeInfo, ValidationContext } from 'graphql'
import type {
  ASTNode,
  ASTVisitFn,
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  ValidationRule,
} from 'graphql'

/** Whether no rule finds an error: stops at the first one, without its message. */
export function isValid(schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]): boolean {
  const typeInfo = new TypeInfo(schema)
  const fail = () => {
    throw INVALID
  }
  const context = new WalkedContext(schema, document, typeInfo, fail, HIDES_SUGGESTIONS)
  try {
    walk(
      document,
      typeInfo,
      rules.map((rule) => rule(context)),
    )
    return true
  } catch {
    return false // also where a rule has too much to do: validate() knows what that means
  }
}

const INVALID = new Error('not valid')
/** The message is never shown. */
const HIDES_SUGGESTIONS = true

type VariableUsages = ReturnType<ValidationContext['getVariableUsages']>
type Definition = OperationDefinitionNode | FragmentDefinitionNode

class WalkedContext extends ValidationContext {
  readonly #usages = new Map<Definition, VariableUsages>()

  override getVariableUsages(definition: Definition): VariableUsages {
    const known = this.#usages.get(definition)
    if (known) return known
    const usages: VariableUsages[number][] = []
    const typeInfo = new TypeInfo(this.getSchema())
    const look: ASTVisitor = {
      [Kind.VARIABLE_DEFINITION]: () => false,
      [Kind.VARIABLE]: (node) => {
        const [type, parentType] = [typeInfo.getInputType(), typeInfo.getParentInputType()]
        usages.push({ node, type, defaultValue: typeInfo.getDefaultValue(), parentType })
      },
    }
    walk(definition, typeInfo, [look])
    this.#usages.set(definition, usages)
    return usages
  }
}

type RuleHandler = { readonly rule: number; readonly visitor: ASTVisitor; readonly run: ASTVisitFn<ASTNode> }
type RuleHandlers = { readonly enter: RuleHandler[]; readonly leave: RuleHandler[] }

/** Calls visitors as visitInParallel() and visitWithTypeInfo() do. Of what they answer only `false` counts: rules answer nothing else. */
function walk(root: ASTNode, typeInfo: TypeInfo, visitors: readonly ASTVisitor[]): void {
  new RuleWalk(typeInfo, visitors).node(root, undefined, undefined)
}

class RuleWalk {
  readonly #typeInfo: TypeInfo
  readonly #handlers = new Map<string, RuleHandlers>()
  /** By rule: the node below which it is not called. */
  readonly #skipped: (ASTNode | undefined)[]
  readonly #ancestors: (ASTNode | readonly ASTNode[])[] = []

  constructor(typeInfo: TypeInfo, visitors: readonly ASTVisitor[]) {
    this.#typeInfo = typeInfo
    this.#skipped = visitors.map(() => undefined)
    for (const [rule, visitor] of visitors.entries()) this.#add(rule, visitor)
  }

  #add(rule: number, visitor: ASTVisitor): void {
    const looksAtAll = 'enter' in visitor || 'leave' in visitor
    for (const kind of looksAtAll ? KINDS : Object.keys(visitor).filter(isKind)) {
      const { enter, leave } = getEnterLeaveForKind(visitor, kind)
      const handlers = this.#handlers.get(kind) ?? { enter: [], leave: [] }
      this.#handlers.set(kind, handlers)
      if (enter) handlers.enter.push({ rule, visitor, run: enter })
      if (leave) handlers.leave.push({ rule, visitor, run: leave })
    }
  }

  node(node: ASTNode, key: string | number | undefined, parent: ASTNode | readonly ASTNode[] | undefined): void {
    this.#typeInfo.enter(node)
    const handlers = this.#handlers.get(node.kind)
    let hasSkipped = false
    if (handlers)
      for (const { rule, visitor, run } of handlers.enter) {
        if (this.#skipped[rule] !== undefined) continue
        if (run.call(visitor, node, key, parent, NO_PATH, this.#ancestors) !== false) continue
        this.#skipped[rule] = node
        hasSkipped = true
      }
    if (parent) this.#ancestors.push(parent)
    this.#below(node)
    if (parent) this.#ancestors.pop()
    if (handlers)
      for (const { rule, visitor, run } of handlers.leave)
        if (this.#skipped[rule] === undefined) run.call(visitor, node, key, parent, NO_PATH, this.#ancestors)
    if (hasSkipped) this.#skipped.forEach((below, rule) => below === node && (this.#skipped[rule] = undefined))
    this.#typeInfo.leave(node)
  }

  /** Names are left out: no rule looks at them. Definitions of types are not executable, which a rule says of them. */
  #below(node: ASTNode): void {
    switch (node.kind) {
      case Kind.DOCUMENT:
        return this.#all(node, node.definitions)
      case Kind.OPERATION_DEFINITION:
        this.#all(node, node.variableDefinitions)
        this.#all(node, node.directives)
        return this.node(node.selectionSet, 'selectionSet', node)
      case Kind.VARIABLE_DEFINITION:
        this.node(node.variable, 'variable', node)
        this.node(node.type, 'type', node)
        if (node.defaultValue) this.node(node.defaultValue, 'defaultValue', node)
        return this.#all(node, node.directives)
      case Kind.SELECTION_SET:
        return this.#all(node, node.selections)
      case Kind.FIELD:
        this.#all(node, node.arguments)
        this.#all(node, node.directives)
        if (node.selectionSet) this.node(node.selectionSet, 'selectionSet', node)
        return
      case Kind.FRAGMENT_SPREAD:
        return this.#all(node, node.directives)
      case Kind.INLINE_FRAGMENT:
        if (node.typeCondition) this.node(node.typeCondition, 'typeCondition', node)
        this.#all(node, node.directives)
        return this.node(node.selectionSet, 'selectionSet', node)
      case Kind.FRAGMENT_DEFINITION:
        this.#all(node, node.variableDefinitions)
        this.node(node.typeCondition, 'typeCondition', node)
        this.#all(node, node.directives)
        return this.node(node.selectionSet, 'selectionSet', node)
      case Kind.DIRECTIVE:
        return this.#all(node, node.arguments)
      case Kind.ARGUMENT:
      case Kind.OBJECT_FIELD:
        return this.node(node.value, 'value', node)
      case Kind.LIST:
        return this.#all(node, node.values)
      case Kind.OBJECT:
        return this.#all(node, node.fields)
      case Kind.LIST_TYPE:
      case Kind.NON_NULL_TYPE:
        return this.node(node.type, 'type', node)
      default:
    }
  }

  #all(owner: ASTNode, nodes: readonly ASTNode[] = NONE): void {
    if (nodes.length === 0) return
    this.#ancestors.push(owner)
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index]
      if (node) this.node(node, index, nodes)
    }
    this.#ancestors.pop()
  }
}

const NONE: readonly ASTNode[] = []
/** No rule requests it. */
const NO_PATH: readonly (string | number)[] = []
const KINDS = Object.values(Kind)
const NAMES: ReadonlySet<string> = new Set(KINDS)

function isKind(name: string): name is Kind {
  return NAMES.has(name)
}
