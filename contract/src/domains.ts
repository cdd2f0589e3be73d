/** The domains that shop.ts lists, by port. */
import type { Domain as Manifest } from '@shop/events/contract/contract.ts'
import * as shop from '../../shop.ts'

/** The name of a domain. */
export type Service = keyof typeof shop
export type ListedDomain = Manifest & { readonly name: Service }

export const domains: readonly ListedDomain[] = Object.values(shop).toSorted((one, other) => one.port - other.port)
