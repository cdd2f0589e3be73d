/** The questions whose speed must not depend on how many orders there are. */
import { z } from 'zod'
import type { Poster } from '../http.ts'
import type { Pages } from '../system.ts'
import { operation } from './graphql.ts'

const Connection = z.object({
  edges: z.array(z.object({ cursor: z.string() })),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
})
const page = `edges { cursor node { %fields } } pageInfo { endCursor hasNextPage }`
const purchase = 'orderId productName quantity totalPrice orderStatus deliveryStatus updatedAt'
const order = 'id quantity status totalPrice placedAt'
const pageOf = (fields: string): string => page.replace('%fields', fields)

type After = { readonly after: string | null }

/** Pages of twenty. `token`: of the user of this number; `admin`: an admin's. */
export function shopPages(http: Poster, token: (user: number) => string, admin: string): Pages {
  const myPage = operation<After, z.ZodType<{ myPage: { purchases: z.output<typeof Connection> } }>>(
    http,
    `query ($after: String) { myPage { points pointsSpent orderCount purchases(first: 20, after: $after) { ${pageOf(purchase)} } } }`,
    z.object({ myPage: z.object({ purchases: Connection }) }),
  )
  const myOrders = operation<After, z.ZodType<{ me: { orders: z.output<typeof Connection> } }>>(
    http,
    `query ($after: String) { me { id orders(first: 20, after: $after) { ${pageOf(order)} } } }`,
    z.object({ me: z.object({ orders: Connection }) }),
  )
  const allOrders = operation<After, z.ZodType<{ orders: z.output<typeof Connection> }>>(
    http,
    `query ($after: String) { orders(first: 20, after: $after) { ${pageOf(order)} } }`,
    z.object({ orders: Connection }),
  )
  const confirmed = operation<After, z.ZodType<{ orders: z.output<typeof Connection> }>>(
    http,
    `query ($after: String) { orders(first: 20, after: $after, status: CONFIRMED) { ${pageOf(order)} } }`,
    z.object({ orders: Connection }),
  )
  const first = { after: null }
  let reached: string | null = null
  return {
    'my page, with purchases': async (user) => void (await myPage(token(user), first)),
    'my orders': async (user) => void (await myOrders(token(user), first)),
    'all orders, first page': async () => void (await allOrders(admin, first)),
    'all orders, next page, ever deeper': async () => {
      reached = (await allOrders(admin, { after: reached })).orders.pageInfo.endCursor
    },
    'confirmed orders, first page': async () => void (await confirmed(admin, first)),
  }
}
