/**
 * What each step writes: one guarded write each, so that a step which runs twice changes nothing. Products and accounts remember the newest
 * orders that wrote them: one where Restate runs orders on them one at a time, more where orders meet in the database.
 */
import type { Database, PeerOrderStatus } from './database.ts'

export type Placement = {
  readonly userId: string
  readonly productId: string
  readonly quantity: number
  readonly address: string
}
export type Quote = { readonly unitPrice: number } | { readonly rejection: 'PRODUCT_NOT_FOUND' | 'OUT_OF_STOCK' }
export type Balance = { readonly points: number; readonly spent: number; readonly version: number }
export type Payment = Balance | { readonly rejection: 'ACCOUNT_NOT_FOUND' | 'INSUFFICIENT_POINTS' }
export type PeerPurchase = Omit<Placement, 'address'>
export type Decided = PeerPurchase & {
  readonly orderStatus: PeerOrderStatus
  readonly totalPrice: number | null
  readonly deliveryStatus: string | null
}

export type Writes = ReturnType<typeof writesTo>

export function writesTo(database: Database, remembered: number) {
  const { orders, products, accounts, deliveries, pages, purchases } = database
  const note = (done: string) => ({ done: { $each: [done], $slice: -remembered } })

  return {
    storeOrder: (orderId: string, placement: Placement): Promise<void> => {
      const open = { status: 'PENDING', unitPrice: null, totalPrice: null, rejection: null } as const
      const placedAt = new Date()
      const timeline = [{ at: placedAt, event: 'OrderPlaced' }]
      return once(orders.insertOne({ _id: orderId, ...placement, ...open, placedAt, timeline }))
    },

    reserve: async (productId: string, orderId: string, quantity: number): Promise<Quote> => {
      const reserved = await products.findOneAndUpdate(
        { _id: productId, stock: { $gte: quantity }, done: { $ne: orderId } },
        { $inc: { stock: -quantity, version: 1 }, $push: note(orderId) },
        { projection: { price: 1 } },
      )
      if (reserved) return { unitPrice: reserved.price }
      const product = await products.findOne({ _id: productId })
      if (!product) return { rejection: 'PRODUCT_NOT_FOUND' }
      return product.done.includes(orderId) ? { unitPrice: product.price } : { rejection: 'OUT_OF_STOCK' }
    },

    release: async (productId: string, orderId: string, quantity: number): Promise<void> => {
      const released = `${orderId}:released`
      await products.updateOne(
        { _id: productId, done: { $ne: released } },
        { $inc: { stock: quantity, version: 1 }, $push: note(released) },
      )
    },

    charge: async (userId: string, orderId: string, amount: number): Promise<Payment> => {
      const charged = await accounts.findOneAndUpdate(
        { _id: userId, points: { $gte: amount }, done: { $ne: orderId } },
        { $inc: { points: -amount, spent: amount, version: 1 }, $push: note(orderId) },
        { returnDocument: 'after', projection: { done: 0 } },
      )
      const account = charged ?? (await accounts.findOne({ _id: userId }))
      if (!account) return { rejection: 'ACCOUNT_NOT_FOUND' }
      if (!charged && !account.done.includes(orderId)) return { rejection: 'INSUFFICIENT_POINTS' }
      return { points: account.points, spent: account.spent, version: account.version }
    },

    prepareDelivery: (orderId: string, placement: Placement): Promise<void> => {
      const history = [{ status: 'PREPARING', at: new Date() }]
      return once(deliveries.insertOne({ _id: orderId, ...placement, status: 'PREPARING', history }))
    },

    confirmOrder: async (orderId: string, unitPrice: number, totalPrice: number): Promise<void> => {
      const at = new Date()
      const steps = ['StockReserved', 'PaymentApproved', 'DeliveryPrepared'].map((event) => ({ at, event }))
      await orders.updateOne(
        { _id: orderId, status: 'PENDING' },
        { $set: { status: 'CONFIRMED', unitPrice, totalPrice }, $push: { timeline: { $each: steps } } },
      )
    },

    rejectOrder: async (orderId: string, rejection: string): Promise<void> => {
      const step = { at: new Date(), event: 'OrderRejected' }
      await orders.updateOne(
        { _id: orderId, status: 'PENDING' },
        { $set: { status: 'REJECTED', rejection }, $push: { timeline: step } },
      )
    },

    addPurchase: (orderId: string, { userId, productId, quantity }: PeerPurchase): Promise<void> => {
      const unknown = { totalPrice: null, deliveryStatus: null, orderStatus: 'PENDING', version: 1 } as const
      return once(purchases.insertOne({ _id: orderId, userId, productId, quantity, ...unknown }))
    },

    decidePurchase: async (orderId: string, purchase: Decided): Promise<void> => {
      await purchases.updateOne({ _id: orderId }, { $set: { ...purchase, version: 2 } }, { upsert: true })
    },

    /** The newest balance wins. */
    showBalance: async (userId: string, balance: Balance): Promise<void> => {
      await pages.updateOne({ _id: userId, version: { $lt: balance.version } }, { $set: balance })
    },
  }
}

/** Resolves also where the write was done before: a taken _id is the trace of the first try. */
async function once(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error
  }
}
