import { Kind } from 'graphql'
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLFormattedError,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Caller } from '@shop/platform/caller.ts'
import type { AuthorizationSchema } from '../authorization/filter.ts'
import { withoutDenied } from '../authorization/filter.ts'
import type { Guard } from '../authorization/guards.ts'
import { refusedBy } from '../authorization/guards.ts'
import { guardsOf } from '../authorization/needed.ts'
import { refusalError } from '../authorization/refusal.ts'
import { restore } from '../authorization/restore.ts'
import type { ExecutionContext, Executor, PreparedOperation, Result, Variables } from '../executor.ts'
import type { Cost } from './cost/compile.ts'
import type { ValidOperation } from './document.ts'

/** An operation as one kind of caller may run it: those before whom the same guards stand share a plan. */
export type Variant = {
  readonly prepared: PreparedOperation
  readonly denied: ReadonlySet<Guard>
  /** Makes the answer to what was asked from the answer to what was allowed. */
  readonly restore: (result: Result, variables: Variables, caller: Caller) => Result
}

/** What planning tells of, and who waits for it. */
type Planning = Pick<ExecutionContext, 'span' | 'callerKey'>

export type PlanOutcome = 'planned' | 'refused'
export type PlanObserver = (outcome: PlanOutcome, ms: number) => void

export type OperationParts = {
  readonly executor: Executor
  readonly authorizationSchema: AuthorizationSchema
  readonly cost: Cost
  readonly planned: PlanObserver
}

const MAX_VARIANTS = 32
const SHOWN_NAME = 64
const NOBODY: ReadonlySet<Guard> = new Set()

/** One operation of one document, valid for one supergraph; planned when it is first asked for. */
export class Operation {
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly name: string | undefined
  /** The name as metrics, logs and traces have it, cut: a client may send one as long as a request. */
  readonly shownName: string | undefined
  readonly node: OperationDefinitionNode
  readonly cost: Cost
  /** Of the document's text, as metrics and logs name it: the first 12 hexadecimal digits of its SHA-256. */
  readonly hash: string
  readonly #document: DocumentNode
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #guards: readonly Guard[]
  readonly #executor: Executor
  readonly #authorizationSchema: AuthorizationSchema
  readonly #planned: PlanObserver
  readonly #variants = new LRUCache<string, Promise<Variant>>({ max: MAX_VARIANTS })
  #open: Variant | undefined
  #rootNames: readonly string[] | undefined

  constructor({ document, operation }: ValidOperation, hash: string, parts: OperationParts) {
    const { executor, authorizationSchema, cost, planned } = parts
    this.kind = operation.operation
    this.name = operation.name?.value
    this.shownName = this.name?.slice(0, SHOWN_NAME)
    this.node = operation
    this.cost = cost
    this.hash = hash
    this.#planned = planned
    this.#document = document
    this.#executor = executor
    this.#authorizationSchema = authorizationSchema
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
    this.#guards = guardsOf(operation, this.#fragments, authorizationSchema.schema, authorizationSchema.guards)
  }

  /** Names of the root's fields, each once. */
  get rootNames(): readonly string[] {
    return (this.#rootNames ??= [...new Set(this.rootFields().map(({ name }) => name.value))])
  }

  /** The fields of the root, fragments looked into. */
  rootFields(): readonly FieldNode[] {
    const collect = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
      selections.flatMap((node) => {
        if (node.kind === Kind.FIELD) return [node]
        const set =
          node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value)?.selectionSet : node.selectionSet
        return set ? collect(set) : []
      })
    return collect(this.node.selectionSet)
  }

  /** What a caller is told who may not have one of the root's fields. */
  rootRefusals(caller: Caller): readonly GraphQLFormattedError[] {
    const { schema, guards } = this.#authorizationSchema
    const root = schema.getRootType(this.node.operation)
    return this.rootFields().flatMap((field) => {
      const guard = root && guards.ofField(root, field.name.value)
      const refused = guard && refusedBy(guard, caller)
      return guard && refused ? [refusalError(refused, guard, [(field.alias ?? field.name).value])] : []
    })
  }

  /** Rejects with a GraphQLError where the operation cannot be planned; the next caller tries again. */
  async variant(caller: Caller, planning: Planning = {}): Promise<Variant> {
    const denied = this.#guards.filter((guard) => refusedBy(guard, caller))
    if (denied.length === 0) return (this.#open ??= await this.#plan('', NOBODY, planning))
    return this.#plan(denied.map(({ coordinate }) => coordinate).join(), new Set(denied), planning)
  }

  #plan(key: string, denied: ReadonlySet<Guard>, { span, callerKey }: Planning): Promise<Variant> {
    const known = this.#variants.get(key)
    if (known) return known
    const planning = this.#observed(this.#prepare(denied, callerKey), span)
    this.#variants.set(key, planning)
    planning.catch(() => this.#variants.delete(key))
    return planning
  }

  async #observed(planning: Promise<Variant>, span: Planning['span']): Promise<Variant> {
    const began = performance.now()
    const ended = span?.plan()
    let outcome: PlanOutcome = 'refused'
    try {
      const variant = await planning
      outcome = 'planned'
      return variant
    } finally {
      this.#planned(outcome, performance.now() - began)
      ended?.()
    }
  }

  async #prepare(denied: ReadonlySet<Guard>, callerKey: string | undefined): Promise<Variant> {
    const authorizationSchema = this.#authorizationSchema
    const document =
      denied.size === 0 ? this.#document : withoutDenied(this.#document, this.node, authorizationSchema, denied)
    const prepared = await this.#executor.prepare(document, this.name, callerKey)
    if (denied.size === 0) return { prepared, denied, restore: (result) => result }
    return {
      prepared,
      denied,
      restore: (result, variables, caller) =>
        restore(result, this.node, { authorizationSchema, fragments: this.#fragments, denied, variables }, caller),
    }
  }
}
