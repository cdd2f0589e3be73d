/** Who buys what. */
import type { Random } from './random.ts'

/** Numbers of a user and a product, from 0; always one unit. */
export type Wish = { readonly user: number; readonly product: number }
export type Wishes = () => Wish

/** Any user, any product. */
export function spread(users: number, products: number, random: Random): Wishes {
  return () => ({ user: Math.floor(random() * users), product: Math.floor(random() * products) })
}

/** Any user, and everybody wants the same product. */
export function oneHotProduct(users: number, random: Random): Wishes {
  return () => ({ user: Math.floor(random() * users), product: 0 })
}
