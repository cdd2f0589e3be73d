/**
 * The saga with a service for each part of the shop: products and accounts are virtual objects, on which Restate runs one order at a time.
 * A handler that is one guarded write needs no journal of its own.
 */
import {
  object,
  service,
  workflow,
  type Context,
  type ObjectContext,
  type WorkflowContext,
} from '@restatedev/restate-sdk'
import type { Balance, Decided, Payment, Placement, PeerPurchase, Quote, Writes } from './writes.ts'

type OfOrder = { readonly orderId: string }

const productOf = ({ reserve, release }: Writes) =>
  object({
    name: 'product',
    handlers: {
      reserve: ({ key }: ObjectContext, order: OfOrder & { readonly quantity: number }): Promise<Quote> =>
        reserve(key, order.orderId, order.quantity),
      release: ({ key }: ObjectContext, order: OfOrder & { readonly quantity: number }): Promise<void> =>
        release(key, order.orderId, order.quantity),
    },
  })

const accountOf = ({ charge }: Writes) =>
  object({
    name: 'account',
    handlers: {
      charge: ({ key }: ObjectContext, order: OfOrder & { readonly amount: number }): Promise<Payment> =>
        charge(key, order.orderId, order.amount),
    },
  })

const deliveryOf = ({ prepareDelivery }: Writes, prepared: (orderId: string) => void) =>
  service({
    name: 'delivery',
    handlers: {
      prepare: async (_: Context, { orderId, ...placement }: OfOrder & Placement): Promise<void> => {
        await prepareDelivery(orderId, placement)
        prepared(orderId)
      },
    },
  })

/** Its updates are absolute and versioned, so order and duplicates do not matter, and it needs no virtual objects. */
const mypageOf = ({ addPurchase, decidePurchase, showBalance }: Writes) =>
  service({
    name: 'mypage',
    handlers: {
      placed: (_: Context, { orderId, ...purchase }: OfOrder & PeerPurchase): Promise<void> =>
        addPurchase(orderId, purchase),
      decided: async (_: Context, { orderId, balance, ...decided }: Told): Promise<void> => {
        await Promise.all([decidePurchase(orderId, decided), balance && showBalance(decided.userId, balance)])
      },
    },
  })
type Told = OfOrder & Decided & { readonly balance: Balance | null }

const product: ReturnType<typeof productOf> = { name: 'product' }
const account: ReturnType<typeof accountOf> = { name: 'account' }
const delivery: ReturnType<typeof deliveryOf> = { name: 'delivery' }
const mypage: ReturnType<typeof mypageOf> = { name: 'mypage' }

const orderOf = ({ storeOrder, confirmOrder, rejectOrder }: Writes) =>
  workflow({
    name: 'order',
    handlers: {
      run: async (ctx: WorkflowContext, placement: Placement): Promise<void> => {
        const { userId, productId, quantity } = placement
        const orderId = ctx.key
        const purchase = { orderId, userId, productId, quantity }
        const page = ctx.serviceSendClient(mypage)
        const reject = async (rejection: string, totalPrice: number | null): Promise<void> => {
          await ctx.run('reject', () => rejectOrder(orderId, rejection))
          page.decided({ ...purchase, orderStatus: 'REJECTED', totalPrice, deliveryStatus: null, balance: null })
        }

        await ctx.run('store', () => storeOrder(orderId, placement))
        page.placed(purchase)
        const quote = await ctx.objectClient(product, productId).reserve({ orderId, quantity })
        if ('rejection' in quote) return reject(quote.rejection, null)

        const totalPrice = quote.unitPrice * quantity
        const payment = await ctx.objectClient(account, userId).charge({ orderId, amount: totalPrice })
        if ('rejection' in payment) {
          await ctx.objectClient(product, productId).release({ orderId, quantity })
          return reject(payment.rejection, totalPrice)
        }

        await ctx.serviceClient(delivery).prepare({ orderId, ...placement })
        await ctx.run('confirm', () => confirmOrder(orderId, quote.unitPrice, totalPrice))
        const shown = { orderStatus: 'CONFIRMED', totalPrice, deliveryStatus: 'PREPARING' } as const
        page.decided({ ...purchase, ...shown, balance: payment })
      },
    },
  })

export const objectsOf = (writes: Writes, prepared: (orderId: string) => void) => [
  orderOf(writes),
  productOf(writes),
  accountOf(writes),
  deliveryOf(writes, prepared),
  mypageOf(writes),
]
