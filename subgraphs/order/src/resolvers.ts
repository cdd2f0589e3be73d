import { contract } from '@shop/contract/catalog.ts'
/** GraphQL in and out; no rules but who may see what. */
import { type Changes, changes } from '@shop/events/feed/changes.ts'
import { updates } from '@shop/events/feed/updates.ts'
import { hasRole, requireLogin, requireRole } from '@shop/platform/caller.ts'
import { connectionOf, pageOf } from '@shop/subgraph-server/connection.ts'
import { perRequest, type RequestContext } from '@shop/subgraph-server/context.ts'
import { forbidden, notFound } from '@shop/platform/errors.ts'
import { isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue, pageLoaders } from '@shop/subgraph-server/loaders.ts'
import { cancelOrder, type OrderCommands, placeOrder } from './commands.ts'
import { timeline } from './domain/order.ts'
import type { Resolvers } from './generated/graphql.ts'
import { ofEvent, ofPresent, type OrderUpdateSource } from './order-updates.ts'
import type { OrderStore, OwnedPage, StoredOrder, StoredState } from './store.ts'
import { actsFor, mayReach, maySee } from './visibility.ts'

const cursors = { list: 'orders', isKey: isUuidV7 }
const row = { key: ({ _id }: StoredOrder) => _id, node: ({ state }: StoredOrder) => state }

export function createResolvers(store: OrderStore, orders: OrderCommands): Resolvers {
  const loadersOf = perRequest((context) => {
    const { together, each } = pageLoaders(context)
    return {
      orders: loaderByValue((ids: readonly string[]) => ordersOf(store, ids)),
      owned: together((pages: readonly OwnedPage[]) => store.owned(pages)),
      all: each(({ page, status }: Omit<OwnedPage, 'userId'>) => store.page(page, status)),
    }
  })
  const order = async (id: string, context: RequestContext, may: typeof maySee): Promise<StoredState | null> => {
    const found = isUuidV7(id) ? await loadersOf(context).orders.load(id) : null
    return found && may(context.caller, found) ? found : null
  }

  return {
    Query: {
      order: (_, { id }, context) => {
        requireLogin(context.caller)
        return order(id, context, maySee)
      },
      orders: async (_, { status, ...args }, context) => {
        requireRole(context.caller, 'admin')
        const page = pageOf(cursors, args)
        const rows = await loadersOf(context).all.load({ page, status: status ?? undefined })
        return connectionOf(cursors, page, rows, row)
      },
    },
    Mutation: {
      placeOrder: (_, { input }, context) =>
        placeOrder(orders, input, context).finally(() => loadersOf.forget(context)),
      cancelOrder: (_, { input }, context) =>
        cancelOrder(orders, store, input, context).finally(() => loadersOf.forget(context)),
    },
    Subscription: {
      orderStatusChanged: {
        subscribe: (_, { orderId, after }, { caller }) => {
          requireLogin(caller)
          if (!isUuidV7(orderId)) throw notFound('order', 'orderId', orderId)
          return updates({
            ...{ contract, feed: orders.feed, history: orders.history, id: orderId, after },
            ...{ kind: 'order', argument: 'orderId', ofPresent, ofEvent },
            /** Another customer's is answered like an unknown one: at once, for an order is stored before its id is given. */
            present: async () => {
              const [found] = await store.byIds([orderId])
              return found && maySee(caller, found.state) ? { version: found.version, value: found.state } : null
            },
          })
        },
        resolve: (update: OrderUpdateSource) => update,
      },
      ordersChanged: {
        subscribe: (_, { after }, { caller }) => {
          requireRole(caller, 'admin')
          return changes({ feed: orders.feed, after })
        },
        resolve: (update: Changes) => update,
      },
    },
    Order: {
      __resolveReference: ({ id }, context) => order(id, context, mayReach),
      user: ({ userId }) => ({ id: userId }),
      product: ({ productId }) => ({ id: productId }),
      /** A carrier who has come to an order that knows of no delivery yet has the address from the delivery. */
      address: (parent, _, { caller }) => {
        if (!maySee(caller, parent))
          throw forbidden('Order.address is for the buyer, admins, and carriers of its delivery.')
        return parent.address
      },
      unitPrice: ({ userId, unitPrice }, _, { caller }) => (actsFor(caller, userId) ? unitPrice : null),
      totalPrice: ({ userId, totalPrice }, _, { caller }) => (actsFor(caller, userId) ? totalPrice : null),
      timeline: (parent, _, { caller }) =>
        actsFor(caller, parent.userId) ? timeline(parent) : timeline(parent).map((step) => ({ ...step, detail: null })),
    },
    OrdersUpdate: {
      orders: async ({ ids }, _, context) => {
        const found = await Promise.all(ids.map((id) => order(id, context, maySee)))
        return found.filter((each) => each !== null)
      },
    },
    OrderUpdate: {
      order: async ({ orderId }, _, context) => {
        const found = await order(orderId, context, mayReach)
        if (!found) throw notFound('order', 'orderId', orderId)
        return found
      },
    },
    User: {
      /** A carrier reaches users through deliveries, and sees who they are but not what they ordered. */
      __resolveReference: ({ id }, { caller }) => (actsFor(caller, id) || hasRole(caller, 'carrier') ? { id } : null),
      orders: async ({ id: userId }, { status, ...args }, context) => {
        if (!actsFor(context.caller, userId)) throw forbidden('User.orders is for the user and for admins.')
        const page = pageOf(cursors, args)
        const rows = await loadersOf(context).owned.load({ userId, status: status ?? undefined, page })
        return connectionOf(cursors, page, rows, row)
      },
    },
  }
}

async function ordersOf(store: OrderStore, ids: readonly string[]): Promise<(StoredState | null)[]> {
  const found = new Map((await store.byIds(ids)).map(({ _id, state }) => [_id, state]))
  return ids.map((id) => found.get(id) ?? null)
}
