/** The domains that shop.ts lists, by port. */
import * as shop from '../../shop.ts'

/** What a domain says of itself in its manifest.ts. */
export type Manifest = {
  /** Its folder, its subgraph, its service. */
  readonly name: string
  /** Where its subgraph listens, unless PORT says otherwise. */
  readonly port: number
  /** What it decides about. The events of each are logged in the collection of its name with `_events`. */
  readonly aggregates?: Readonly<Record<string, { readonly documents: string }>>
  /** Its other collections that cannot be derived from anything else. */
  readonly collections?: readonly string[]
  /** Collections that can be built again from events. */
  readonly projections?: readonly string[]
  /** The projections are not held against the services' histories, and so it may not read those. */
  readonly isUnaudited?: boolean
}

type Listed = (typeof shop)[keyof typeof shop]
/** The name of a domain. */
export type Service = Listed['name']
export type Aggregate = AggregateOf<Listed>
type AggregateOf<Each> = Each extends { readonly aggregates: infer All } ? Extract<keyof All, string> : never

export type Domain = Manifest & { readonly name: Service }

export const domains: readonly Domain[] = Object.values(shop).toSorted((one, other) => one.port - other.port)
