import type { Rules } from '../authorization/directives.ts'
import type { PublicTypes } from '../entity-cache/public-types.ts'
import type { TypeParents } from '../execution/type-conditions.ts'
import type { Weights } from '../operations/cost/weights.ts'
import type { FieldOwners } from '../planning/direct/field-owners.ts'

/**
 * All that a router has to know of a supergraph to serve it, but for how operations are planned: plain data, which the planning thread
 * reads and hands over. Building federation's own model takes long, so it is nothing for the event loop.
 */
export type SupergraphFacts = {
  /** SHA-256 of the SDL: the same text is the same supergraph. */
  readonly id: string
  /** Names of the subgraphs and where they are. */
  readonly subgraphs: ReadonlyMap<string, string>
  /** Text of what clients see. */
  readonly apiSdl: string
  /** Subscription fields whose schema says that they send everyone the same: @tag(name: "same-for-everyone"). */
  readonly sharedSubscriptions: ReadonlySet<string>
  /** Subscription fields that can be resumed, as "subgraph.field". */
  readonly resumableSubscriptions: ReadonlySet<string>
  readonly rules: Rules
  readonly weights: Weights
  /** Undefined where no entity is the same for everyone. */
  readonly publicTypes: PublicTypes | undefined
  readonly typeParents: TypeParents
  readonly interfaces: ReadonlySet<string>
  readonly fieldOwners: FieldOwners
  /** Labels of progressive @override. */
  readonly overrideLabels: ReadonlySet<string>
  /** Rewritings for the planner that this supergraph cannot be built with, each with the reason: plans are made without them. */
  readonly leftOut: readonly string[]
}
