/** The values that events are made of, with their units and bounds. */
import { z } from 'zod'

/** The largest GraphQL Int. Money (points) and stock (units) never leave it. */
export const INT_MAX = 2_147_483_647
export const ADDRESS_MAX = 500
export const REASON_MAX = 500
export const NAME_MAX = 200

/** UUIDv7: its order is the order of time. */
export const orderId = z.uuidv7()
export const requestId = z.uuidv7()
/** Ids that callers choose. Safe as a token of a NATS subject. */
export const productId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
export const userId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
/** The id under which a command is done once, in the scope of its aggregate. */
export const operation = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/)

/** Points, or units on the shelf. */
export const amount = z.int().min(0).max(INT_MAX)
/** Units of an order, or of a delivery to the shelf. */
export const quantity = z.int().min(1).max(INT_MAX)
export const address = z.string().min(1).max(ADDRESS_MAX)
export const productName = z.string().min(1).max(NAME_MAX)
/** RFC 3339, UTC, milliseconds. */
export const moment = z.iso.datetime({ precision: 3 })

/** What every event of an order carries, so that a compensation can be routed even where its step never happened. */
export const ofOrder = { orderId, userId, productId, quantity }

export const orderStatus = z.enum(['PENDING', 'CONFIRMED', 'COMPLETED', 'REJECTED', 'CANCELLING', 'CANCELLED'])
export const stockRejection = z.enum(['PRODUCT_NOT_FOUND', 'OUT_OF_STOCK', 'PRICE_CHANGED', 'TOTAL_TOO_LARGE'])
export const paymentRejection = z.enum(['ACCOUNT_NOT_FOUND', 'INSUFFICIENT_POINTS'])
export const rejection = z.enum([...stockRejection.options, ...paymentRejection.options, 'TIMED_OUT'])
export const deliveryStatus = z.enum([
  'PREPARING',
  'SHIPPED',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'CANCELLED',
])
/** Who requests a cancellation: the customer or an admin, or the saga's own deadline. */
export const canceller = z.enum(['person', 'deadline'])

export type OrderStatus = z.infer<typeof orderStatus>
export type StockRejection = z.infer<typeof stockRejection>
export type PaymentRejection = z.infer<typeof paymentRejection>
export type Rejection = z.infer<typeof rejection>
export type DeliveryStatus = z.infer<typeof deliveryStatus>
export type Canceller = z.infer<typeof canceller>
