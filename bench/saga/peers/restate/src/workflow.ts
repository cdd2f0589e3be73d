/** The saga as one workflow that does every step itself: the fewest journal entries and no call from service to service. */
import { workflow, type WorkflowContext } from '@restatedev/restate-sdk'
import type { Placement, Writes } from './writes.ts'

export const workflowOf = (writes: Writes, prepared: (orderId: string) => void) =>
  workflow({
    name: 'order',
    handlers: {
      run: async (ctx: WorkflowContext, placement: Placement): Promise<void> => {
        const { userId, productId, quantity } = placement
        const purchase = { userId, productId, quantity }
        const orderId = ctx.key
        const reject = async (rejection: string, totalPrice: number | null): Promise<void> => {
          const decided = { ...purchase, orderStatus: 'REJECTED', totalPrice, deliveryStatus: null } as const
          await ctx.run('reject', () =>
            Promise.all([writes.rejectOrder(orderId, rejection), writes.decidePurchase(orderId, decided)]),
          )
        }

        await ctx.run('store', () =>
          Promise.all([writes.storeOrder(orderId, placement), writes.addPurchase(orderId, purchase)]),
        )
        const quote = await ctx.run('reserve', () => writes.reserve(productId, orderId, quantity))
        if ('rejection' in quote) return reject(quote.rejection, null)

        const totalPrice = quote.unitPrice * quantity
        const payment = await ctx.run('charge', () => writes.charge(userId, orderId, totalPrice))
        if ('rejection' in payment) {
          await ctx.run('release', () => writes.release(productId, orderId, quantity))
          return reject(payment.rejection, totalPrice)
        }

        await ctx.run('prepare', async () => {
          await writes.prepareDelivery(orderId, placement)
          prepared(orderId)
        })
        const decided = { ...purchase, orderStatus: 'CONFIRMED', totalPrice, deliveryStatus: 'PREPARING' } as const
        await ctx.run('confirm', () =>
          Promise.all([
            writes.confirmOrder(orderId, quote.unitPrice, totalPrice),
            writes.decidePurchase(orderId, decided),
            writes.showBalance(userId, payment),
          ]),
        )
      },
    },
  })
