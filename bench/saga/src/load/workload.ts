/** Who buys what. */
import type { RandomNumbers } from '@shop/platform/testing/random.ts'

/** Numbers of a user and a product, from 0; always one unit. */
export type OrderRequest = { readonly user: number; readonly product: number }
export type OrderWorkload = () => OrderRequest

/** Any user, any product. */
export function spread(users: number, products: number, random: RandomNumbers): OrderWorkload {
  return () => ({ user: Math.floor(random() * users), product: Math.floor(random() * products) })
}

/** Any user, and everybody wants the same product. */
export function oneHotProduct(users: number, random: RandomNumbers): OrderWorkload {
  return () => ({ user: Math.floor(random() * users), product: 0 })
}

/** How many of the users, the first ones, place half of all orders: their pages are full soon. */
export const regulars = 25

export function mostlyRegulars(users: number, products: number, random: RandomNumbers): OrderWorkload {
  const anybody = spread(users, products, random)
  return () => {
    const request = anybody()
    return random() < 0.5 ? { ...request, user: request.user % Math.min(users, regulars) } : request
  }
}
