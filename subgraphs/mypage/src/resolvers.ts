/** GraphQL in and out; no rules. */
import { hasRole, requireLogin } from '@shop/platform/caller.ts'
import { connectionOf, pageOf } from '@shop/platform/connection.ts'
import { perRequest } from '@shop/platform/context.ts'
import { checked, chosenId, isUuidV7 } from '@shop/platform/inputs.ts'
import DataLoader from 'dataloader'
import type { Purchase } from './domain/purchase.ts'
import type { Resolvers } from './generated/graphql.ts'
import type { PageStore } from './store.ts'

const cursors = { list: 'purchases', isKey: isUuidV7 }

/** A page before it is read: each field reads what it shows. */
export type PageOf = { readonly userId: string }

export type PurchaseShown = Purchase

export function createResolvers(store: PageStore): Resolvers {
  const names = perRequest(
    () =>
      new DataLoader(async (ids: readonly string[]) => {
        const found = await store.productNames(ids)
        return ids.map((id) => found.get(id) ?? null)
      }),
  )
  const pages = perRequest(() => new Map<string, ReturnType<PageStore['page']>>())
  const pageOfUser = (userId: string, context: Parameters<typeof pages>[0]) => {
    const known = pages(context).get(userId) ?? store.page(userId)
    pages(context).set(userId, known)
    return known
  }

  return {
    Query: {
      myPage: (_, { userId }, { caller }) => {
        const login = requireLogin(caller)
        if (userId === null || userId === undefined) return { userId: login.userId }
        const asked = checked(chosenId, userId, 'userId')
        return asked === login.userId || hasRole(caller, 'admin') ? { userId: asked } : null
      },
    },
    MyPage: {
      user: ({ userId }) => ({ id: userId }),
      points: async ({ userId }, _, context) => (await pageOfUser(userId, context))?.points ?? 0,
      pointsSpent: async ({ userId }, _, context) => (await pageOfUser(userId, context))?.spent ?? 0,
      orderCount: ({ userId }) => store.orderCount(userId),
      purchases: async ({ userId }, args) => {
        const page = pageOf(cursors, args)
        const rows = await store.purchases(userId, page)
        return connectionOf(cursors, page, rows, { key: ({ orderId }) => orderId, node: (purchase) => purchase })
      },
    },
    Purchase: {
      productName: ({ productId }, _, context) => names(context).load(productId),
      order: ({ orderId }) => ({ id: orderId }),
    },
  }
}
