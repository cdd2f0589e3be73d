/** A plan as this router keeps and runs it: plain JSON, so that it can cross threads. The caller has the client's document. */

export type PlanForm = {
  readonly kind: 'query' | 'mutation' | 'subscription'
  /**
   * Aliases of the client, and the names they have inside where they would clash with what plans add; or fields (`distinctField`), where
   * one name is that of several.
   */
  readonly inside: readonly (readonly [aliasOrField: string, inside: string])[]
  /** The subscription that a subgraph is requested; `step` then fills each of its events. */
  readonly primary?: FetchStep
  /** Absent where nothing has to be fetched. */
  readonly step?: PlanStep
}

export type PlanStep = SequenceStep | ParallelStep | FetchStep

export type SequenceStep = { readonly kind: 'sequence'; readonly steps: readonly PlanStep[] }
export type ParallelStep = { readonly kind: 'parallel'; readonly steps: readonly PlanStep[] }

export type FetchStep = {
  readonly kind: 'fetch'
  readonly service: string
  readonly operation: string
  readonly operationName?: string
  readonly operationKind: 'query' | 'mutation' | 'subscription'
  /** The client's variables that `operation` uses, and the names they have in it. */
  readonly variables: readonly (readonly [variable: string, inside: string])[]
  /** Keys that its answer adds to each of its objects. */
  readonly keys: readonly string[]
  /** Where in the answer its objects stand; `@` is each element of a list. */
  readonly path: readonly string[]
  /** What each object is represented by; without it the operation's own root is fetched. */
  readonly requires?: readonly Requirement[]
  /** Names of the types whose objects it is for, as `__typename` has them; absent where it is for all that `requires` holds for. */
  readonly types?: readonly string[]
  /** Objects that are sent under another type name than their own. */
  readonly typenames?: readonly { readonly on: string; readonly typename: string }[]
  /** Keys of the subgraph's answer to rename; path elements are keys or `... on Type`. */
  readonly renames?: readonly { readonly path: readonly string[]; readonly from: string; readonly to: string }[]
}

export type Requirement =
  | {
      readonly kind: 'field'
      /** Key in the answer so far. */
      readonly read: string
      /** Field that the subgraph knows it by. */
      readonly send: string
      readonly selections?: readonly Requirement[]
      /** Where null is as good as nothing: the value itself, then the elements of a list, and so on. */
      readonly nonNull?: readonly boolean[]
      /** Keys of its object that it is a part of: one of them has to be whole. */
      readonly keys?: readonly string[]
    }
  | { readonly kind: 'on'; readonly type: string; readonly selections: readonly Requirement[] }
