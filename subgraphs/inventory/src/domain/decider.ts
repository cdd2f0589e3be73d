import type { ProductEvent } from '../../events.ts'
import type { Decider } from '@shop/events/decider.ts'
import { decide } from './decide.ts'
import { evolve } from './evolve.ts'
import type { Product, ProductCommand, ProductRefusal } from './product.ts'

export const product: Decider<Product, ProductCommand, ProductEvent, ProductRefusal> = {
  aggregate: 'product',
  initial: (id) => ({ exists: false, id, operations: {} }),
  decide,
  evolve,
}
