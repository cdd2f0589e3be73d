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
import type {
  ExecutionContext,
  Executor,
  ObservePlanning,
  PreparedOperation,
  PreparingOptions,
  Result,
  Variables,
} from '../executor.ts'
import type { Cost } from './cost/compile.ts'
import type { ValidOperation } from './document.ts'
import { sha256 } from './manifest.ts'

/** An operation as one kind of caller may run it: those before whom the same guards stand share a plan. */
export type Variant = {
  readonly prepared: PreparedOperation
  readonly denied: ReadonlySet<Guard>
  /** Makes the answer to the client's operation from the answer to its authorized part. */
  readonly restore: (result: Result, variables: Variables, caller: Caller) => Result
}

/** Where planning is traced, and whose turn it takes. */
type Planning = Pick<ExecutionContext, 'span' | 'callerKey'>

export type PlanOutcome = 'planned' | 'refused'
export type PlanObserver = (outcome: PlanOutcome, ms: number) => void

export type OperationOptions = {
  readonly executor: Executor
  readonly authorizationSchema: AuthorizationSchema
  readonly cost: Cost
  readonly planned: PlanObserver
}

/** What an operation is besides, for the cache that keeps it. */
export type OperationEntry = {
  /** The document's text. */
  readonly text: string
  /** It was in use before the supergraph changed. */
  readonly isKnown: boolean
  /** Called when its memory has changed. */
  readonly resized: () => void
}

/** `variant`: once it is planned. */
type PlannedVariant = { readonly planning: Promise<Variant>; variant?: Variant }

const SHOWN_HASH = 12
const MAX_VARIANTS = 32
const SHOWN_NAME = 64

/** One operation of one document, valid for one supergraph; planned when it is first requested. */
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
  readonly #observePlan: PlanObserver
  readonly #variants = new LRUCache<string, PlannedVariant>({ max: MAX_VARIANTS })
  readonly #isKnown: boolean
  readonly #resized: () => void
  /** Until the whole of it has been planned. */
  #text: string | undefined
  #rootNames: readonly string[] | undefined

  constructor(
    { document, operation }: ValidOperation,
    { text, isKnown, resized }: OperationEntry,
    options: OperationOptions,
  ) {
    const { executor, authorizationSchema, cost, planned } = options
    this.kind = operation.operation
    this.name = operation.name?.value
    this.shownName = this.name?.slice(0, SHOWN_NAME)
    this.node = operation
    this.cost = cost
    this.hash = sha256(text).slice(0, SHOWN_HASH)
    this.#text = text
    this.#isKnown = isKnown
    this.#resized = resized
    this.#observePlan = planned
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

  /** The error for a caller without access to one of the root's fields. */
  rootRefusals(caller: Caller): readonly GraphQLFormattedError[] {
    const { schema, guards } = this.#authorizationSchema
    const root = schema.getRootType(this.node.operation)
    return this.rootFields().flatMap((field) => {
      const guard = root && guards.ofField(root, field.name.value)
      const refused = guard && refusedBy(guard, caller)
      return guard && refused ? [refusalError(refused, guard, [(field.alias ?? field.name).value])] : []
    })
  }

  /** What a caller may run; undefined where that has no plan yet. */
  planned(caller: Caller): Variant | undefined {
    return this.#variants.get(keyOf(this.#denied(caller)))?.variant
  }

  /** Rejects with RefusedOperation where the operation cannot be planned; the next caller tries again. */
  variant(caller: Caller, { span, callerKey }: Planning = {}): Promise<Variant> {
    const denied = this.#denied(caller)
    const key = keyOf(denied)
    const known = this.#variants.get(key)?.planning
    return known ?? this.#keep(key, this.#prepare(new Set(denied), { callerKey, span }))
  }

  #denied(caller: Caller): readonly Guard[] {
    return this.#guards.filter((guard) => refusedBy(guard, caller))
  }

  /** Bytes of memory that its plans take, by estimate. */
  get planBytes(): number {
    return [...this.#variants.values()].reduce((sum, { variant }) => sum + (variant?.prepared.bytes ?? 0), 0)
  }

  /** Plans beforehand what the same operation of an earlier supergraph had planned. Rejects as `variant` does. */
  async warm(earlier: Operation, signal: AbortSignal): Promise<void> {
    // A copy: requests go on to use the earlier one meanwhile, which changes the order of its variants.
    for (const { variant } of [...earlier.#variants.values()]) {
      if (signal.aborted) return
      if (!variant) continue
      const refused = new Set([...variant.denied].map(({ coordinate }) => coordinate))
      const denied = this.#guards.filter(({ coordinate }) => refused.has(coordinate))
      const key = keyOf(denied)
      if (!this.#variants.has(key))
        await this.#keep(key, this.#prepare(new Set(denied), { earlier: variant.prepared, signal }))
    }
  }

  #keep(key: string, planning: Promise<Variant>): Promise<Variant> {
    const kept: PlannedVariant = { planning }
    this.#variants.set(key, kept)
    planning.then(
      (variant) => {
        kept.variant = variant
        this.#resized()
      },
      () => {
        if (this.#variants.peek(key) === kept) this.#variants.delete(key)
      },
    )
    return planning
  }

  async #observed<Plan>(planning: Promise<Plan>, span: Planning['span']): Promise<Plan> {
    const began = performance.now()
    const ended = span?.plan()
    let outcome: PlanOutcome = 'refused'
    try {
      const plan = await planning
      outcome = 'planned'
      return plan
    } finally {
      this.#observePlan(outcome, performance.now() - began)
      ended?.()
    }
  }

  async #prepare(
    denied: ReadonlySet<Guard>,
    planning: Pick<PreparingOptions, 'callerKey' | 'span' | 'earlier' | 'signal'>,
  ): Promise<Variant> {
    const observe: ObservePlanning = (plan, span) => this.#observed(plan, span)
    const options = { ...planning, observe, isKnown: this.#isKnown, resized: this.#resized }
    if (denied.size === 0) {
      const prepared = await this.#executor.prepare(this.#document, this.name, { ...options, text: this.#text })
      this.#text = undefined
      return { prepared, denied, restore: (result) => result }
    }
    const authorizationSchema = this.#authorizationSchema
    const document = withoutDenied(this.#document, this.node, authorizationSchema, denied)
    const prepared = await this.#executor.prepare(document, this.name, options)
    return {
      prepared,
      denied,
      restore: (result, variables, caller) =>
        restore(result, this.node, { authorizationSchema, fragments: this.#fragments, denied, variables }, caller),
    }
  }
}

function keyOf(denied: readonly Guard[]): string {
  return denied.map(({ coordinate }) => coordinate).join()
}
