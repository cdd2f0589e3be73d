/** What inventory says about a product. `stock` (units free to order) and `price` (points for one unit) are those after the event. */
import type { EventOf } from '@shop/events/contract/schemas.ts'
import { z } from 'zod'
import {
  amount,
  ofOrder,
  operation,
  paymentRejection,
  productId,
  productName,
  quantity,
  stockRejection,
} from '@shop/contract/values.ts'

const shelf = { stock: amount, price: amount }
/** Null where the product has not been added. */
const perhapsShelf = { stock: amount.nullable(), price: amount.nullable() }

export const productEvents = {
  ProductAdded: z.object({ productId, operation, name: productName, ...shelf }),
  /** `quantity`: units that came. */
  Restocked: z.object({ productId, operation, name: productName, quantity, ...shelf }),
  PriceChanged: z.object({ productId, operation, name: productName, ...shelf }),
  /** `unitPrice`, `totalPrice`: points, quoted for this order and final. */
  StockReserved: z.object({ ...ofOrder, unitPrice: amount, totalPrice: amount, ...shelf }),
  StockRejected: z.object({ ...ofOrder, reason: stockRejection, ...perhapsShelf }),
  /** After a declined payment. `units`: given back to the shelf; 0 where nothing was reserved. `reason`: why pay declined. */
  StockReleased: z.object({ ...ofOrder, units: amount, reason: paymentRejection, ...perhapsShelf }),
  /** After a cancellation. `units`: given back to the shelf; 0 where nothing was reserved. */
  StockRestored: z.object({ ...ofOrder, units: amount, ...perhapsShelf }),
}

export type ProductEvent = EventOf<typeof productEvents>
