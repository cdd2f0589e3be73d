import type { Audited } from '@shop/events/gauges/audit.ts'
import type { Product } from './domain/product.ts'

/** A product's share of the shop's sums, in units. What is not free is reserved by orders, so there is never more free than was added. */
export function audited(product: Product): Audited {
  if (!product.exists) return { totals: {} }
  const { added, stock } = product
  return { totals: { units_added: added, units_free: stock }, broken: stock >= 0 && stock <= added ? [] : ['units'] }
}
