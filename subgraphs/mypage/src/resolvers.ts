/** GraphQL in and out; no rules. */
import type { ChangedDocuments } from '@shop/events/projections/changed-documents.ts'
import { type Caller, hasRole, isUser, requireLogin } from '@shop/platform/caller.ts'
import { notFound } from '@shop/platform/errors.ts'
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

export type PageUpdate = { readonly page: PageOf }

export function createResolvers(store: PageStore, changed: Pick<ChangedDocuments, 'follow'>): Resolvers {
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
        const requestedId = requestedPage(userId, caller)
        return mayRead(caller, requestedId) ? { userId: requestedId } : null
      },
    },
    Subscription: {
      myPageChanged: {
        subscribe: (_, { userId }, { caller }) => {
          const requestedId = requestedPage(userId, caller)
          if (!mayRead(caller, requestedId)) throw notFound('page', 'userId', requestedId)
          return changed.follow(requestedId)
        },
        resolve: (userId: string) => ({ page: { userId } }),
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

/** The caller's own where none is named. */
function requestedPage(userId: string | null | undefined, caller: Caller): string {
  const login = requireLogin(caller)
  return userId === null || userId === undefined ? login.userId : checked(chosenId, userId, 'userId')
}

const mayRead = (caller: Caller, userId: string): boolean => isUser(caller, userId) || hasRole(caller, 'admin')
