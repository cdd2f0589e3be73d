/** Fills the shop through its router, and counts what is left. */
import { z } from 'zod'
import type { Poster } from '../http.ts'
import { plenty, type ShopSize } from '../system.ts'
import { operation } from './graphql.ts'

const atOnce = 16

export const userId = (user: number): string => `buyer-${user}`
export const productId = (product: number): string => `product-${product}`

export async function fillShop(http: Poster, admin: string, { users, products }: ShopSize): Promise<void> {
  const add = operation(
    http,
    'mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }',
    z.object({ addProduct: z.object({ id: z.string() }) }),
  )
  const give = operation(
    http,
    'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id } }',
    z.object({ addPoints: z.object({ id: z.string() }) }),
  )
  await each(products, (product) => {
    const id = productId(product)
    return add(admin, { input: { id, name: `Product ${product}`, price: 1, stock: plenty } })
  })
  await each(users, (user) => give(admin, { input: { userId: userId(user), amount: plenty } }))
}

export async function unitsSold(http: Poster, admin: string, { products }: ShopSize): Promise<number> {
  const stockOf = operation<{ id: string }, z.ZodType<{ product: { stock: number } }>>(
    http,
    'query ($id: ID!) { product(id: $id) { stock } }',
    z.object({ product: z.object({ stock: z.number() }) }),
  )
  let sold = 0
  await each(products, async (product) => {
    const { stock } = (await stockOf(admin, { id: productId(product) })).product
    sold += plenty - stock
  })
  return sold
}

/** Numbers from 0 below `count`, a few at once. */
async function each(count: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
