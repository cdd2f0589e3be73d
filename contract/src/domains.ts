/** The domains that shop.ts lists, by port. */
import type { Domain } from '@shop/events/contract/contract.ts'
import * as shop from '../../shop.ts'

/** The name of a domain. */
export type Service = keyof typeof shop
/** A domain that is a subgraph. */
export type ListedDomain = Domain & {
  readonly name: Service
  /** Where it listens, unless PORT says otherwise. */
  readonly port: number
}

export const domains: readonly ListedDomain[] = Object.values(shop).toSorted((one, other) => one.port - other.port)
