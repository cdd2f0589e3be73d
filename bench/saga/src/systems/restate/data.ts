/** Products and users straight into the peer's database, and what is left of them. */
import type { Db } from 'mongodb'
import { plenty, type ShopSize } from '../system.ts'

type Document = { readonly _id: string; readonly [field: string]: unknown }

export const userId = (user: number): string => `buyer-${user}`
export const productId = (product: number): string => `product-${product}`

export async function fill(db: Db, { users, products }: ShopSize): Promise<void> {
  const fresh = { version: 1, done: [] }
  const product = (_: unknown, number: number): Document => {
    return { _id: productId(number), name: `Product ${number}`, price: 1, stock: plenty, ...fresh }
  }
  const account = (_: unknown, number: number): Document => {
    return { _id: userId(number), points: plenty, spent: 0, ...fresh }
  }
  const page = (_: unknown, number: number): Document => {
    return { _id: userId(number), points: plenty, spent: 0, version: 1 }
  }
  await db.collection<Document>('products').insertMany(Array.from({ length: products }, product))
  await db.collection<Document>('accounts').insertMany(Array.from({ length: users }, account))
  await db.collection<Document>('pages').insertMany(Array.from({ length: users }, page))
  for (const name of ['orders', 'deliveries', 'purchases']) await db.collection(name).createIndex({ userId: 1, _id: 1 })
}

export async function unitsSold(db: Db, { products }: ShopSize): Promise<number> {
  const all = await db
    .collection<{ stock: number }>('products')
    .find({}, { projection: { stock: 1 } })
    .toArray()
  return all.reduce((sold, { stock }) => sold + plenty - stock, 0) + (products - all.length) * plenty
}
