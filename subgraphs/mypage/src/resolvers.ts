/** GraphQL in and out; no rules. */
import { hasRole, requireLogin } from '@shop/platform/caller.ts'
import { connectionOf, type PageRequest, pageOf } from '@shop/subgraph-server/connection.ts'
import { perRequest } from '@shop/subgraph-server/context.ts'
import { checked, chosenId, isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue, pageLoaders } from '@shop/subgraph-server/loaders.ts'
import type { Purchase } from './domain/purchase.ts'
import type { Resolvers } from './generated/graphql.ts'
import type { PageStore } from './store.ts'

const cursors = { list: 'purchases', isKey: isUuidV7 }

type PurchasesPage = { readonly userId: string; readonly page: PageRequest }

/** A page before it is read: each field reads what it shows. */
export type PageOf = { readonly userId: string }

export type PurchaseShown = Purchase

export function createResolvers(store: PageStore): Resolvers {
  const loadersOf = perRequest((context) => {
    const { each } = pageLoaders(context)
    return {
      names: loaderByValue(async (ids: readonly string[]) => {
        const found = await store.productNames(ids)
        return ids.map((id) => found.get(id) ?? null)
      }),
      pages: each((userId: string) => store.page(userId)),
      orderCounts: each((userId: string) => store.orderCount(userId)),
      purchases: each(({ userId, page }: PurchasesPage) => store.purchases(userId, page)),
    }
  })

  return {
    Query: {
      myPage: (_, { userId }, { caller }) => {
        const login = requireLogin(caller)
        if (userId === null || userId === undefined) return { userId: login.userId }
        const requestedId = checked(chosenId, userId, 'userId')
        return requestedId === login.userId || hasRole(caller, 'admin') ? { userId: requestedId } : null
      },
    },
    MyPage: {
      user: ({ userId }) => ({ id: userId }),
      points: async ({ userId }, _, context) => (await loadersOf(context).pages.load(userId))?.points ?? 0,
      pointsSpent: async ({ userId }, _, context) => (await loadersOf(context).pages.load(userId))?.spent ?? 0,
      orderCount: ({ userId }, _, context) => loadersOf(context).orderCounts.load(userId),
      purchases: async ({ userId }, args, context) => {
        const page = pageOf(cursors, args)
        const rows = await loadersOf(context).purchases.load({ userId, page })
        return connectionOf(cursors, page, rows, { key: ({ orderId }) => orderId, node: (purchase) => purchase })
      },
    },
    Purchase: {
      productName: ({ productId }, _, context) => loadersOf(context).names.load(productId),
      order: ({ orderId }) => ({ id: orderId }),
    },
  }
}
