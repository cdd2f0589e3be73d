/** The six collections, and what stands in them. */
import { MongoClient } from 'mongodb'

export type PeerOrderStatus = 'PENDING' | 'CONFIRMED' | 'REJECTED'
type OfOrder = { readonly userId: string; readonly productId: string; readonly quantity: number }
type Step = { readonly at: Date; readonly event: string }

export type OrderDocument = OfOrder & {
  readonly _id: string
  readonly address: string
  readonly status: PeerOrderStatus
  readonly unitPrice: number | null
  readonly totalPrice: number | null
  readonly rejection: string | null
  readonly placedAt: Date
  readonly timeline: readonly Step[]
}
export type ProductDocument = {
  readonly _id: string
  readonly name: string
  readonly price: number
  readonly stock: number
  readonly version: number
  readonly done: readonly string[]
}
export type AccountDocument = {
  readonly _id: string
  readonly points: number
  readonly spent: number
  readonly version: number
  readonly done: readonly string[]
}
export type DeliveryDocument = OfOrder & {
  readonly _id: string // the order's id
  readonly address: string
  readonly status: 'PREPARING'
  readonly history: readonly { readonly status: string; readonly at: Date }[]
}
/** The read model: a user's page, and a line in it for every order. `version` is the account's. */
export type PageDocument = {
  readonly _id: string
  readonly points: number
  readonly spent: number
  readonly version: number
}
export type PurchaseDocument = OfOrder & {
  readonly _id: string // the order's id
  readonly totalPrice: number | null
  readonly orderStatus: PeerOrderStatus
  readonly deliveryStatus: string | null
  readonly version: number // 1: placed, 2: decided
}

/** MONGODB_URI and MONGODB_DATABASE say where. */
export async function connectDatabase() {
  const { MONGODB_URI = '', MONGODB_DATABASE = '' } = process.env
  const client = await new MongoClient(MONGODB_URI, { serverSelectionTimeoutMS: 2_000 }).connect()
  const db = client.db(MONGODB_DATABASE, { writeConcern: { w: 'majority', journal: true } })
  return {
    orders: db.collection<OrderDocument>('orders'),
    products: db.collection<ProductDocument>('products'),
    accounts: db.collection<AccountDocument>('accounts'),
    deliveries: db.collection<DeliveryDocument>('deliveries'),
    pages: db.collection<PageDocument>('pages'),
    purchases: db.collection<PurchaseDocument>('purchases'),
  }
}

export type Database = Awaited<ReturnType<typeof connectDatabase>>
