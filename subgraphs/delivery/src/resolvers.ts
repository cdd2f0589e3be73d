import { contract } from '@shop/contract/catalog.ts'
/** GraphQL in and out; no rules. */
import type { DeliveryStatus } from '@shop/contract/values.ts'
import { type Changes, changes } from '@shop/events/feed/changes.ts'
import { unknownAfterMs } from '@shop/events/feed/unknown.ts'
import { updates } from '@shop/events/feed/updates.ts'
import { type Caller, hasRole, isUser, requireLogin, requireRole } from '@shop/platform/caller.ts'
import { connectionOf, type PageRequest, pageOf } from '@shop/subgraph-server/connection.ts'
import { perRequest, type RequestContext } from '@shop/subgraph-server/context.ts'
import { notFound } from '@shop/platform/errors.ts'
import { isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue, pageLoaders } from '@shop/subgraph-server/loaders.ts'
import { advanceDelivery, type Deliveries } from './commands.ts'
import { type DeliveryUpdateSource, ofEvent, ofPresent } from './delivery-updates.ts'
import { type OrderRef, shown, type ShownDelivery } from './domain/delivery.ts'
import type { Resolvers } from './generated/graphql.ts'
import type { DeliveryStore, StoredDelivery } from './store.ts'

const cursors = { list: 'deliveries', isKey: isUuidV7 }

type DeliveriesPage = { readonly page: PageRequest; readonly status: DeliveryStatus | undefined }

export function createResolvers(store: DeliveryStore, deliveries: Deliveries): Resolvers {
  const loadersOf = perRequest((context) => ({
    deliveries: loaderByValue((ids: readonly string[]) => deliveriesOf(store, ids)),
    pages: pageLoaders(context).each(({ page, status }: DeliveriesPage) => store.page(page, status)),
  }))
  const visible = async (orderId: string, context: RequestContext): Promise<ShownDelivery | null> => {
    const stored = isUuidV7(orderId) ? await loadersOf(context).deliveries.load(orderId) : null
    const delivery = stored && shown(stored.state)
    return delivery && maySee(context.caller, delivery) ? delivery : null
  }

  return {
    Query: {
      delivery: (_, { orderId }, context) => {
        requireLogin(context.caller)
        return visible(orderId, context)
      },
      deliveries: async (_, { status, ...args }, context) => {
        requireRole(context.caller, 'carrier', 'admin')
        const page = pageOf(cursors, args)
        const found = await loadersOf(context).pages.load({ page, status: status ?? undefined })
        const rows = found.map(({ state }) => shown(state)).filter((row) => row !== null)
        return connectionOf(cursors, page, rows, { key: ({ orderId }) => orderId, node: (row) => row })
      },
    },
    Mutation: {
      advanceDelivery: (_, { input }, context) =>
        advanceDelivery(deliveries, input, context).finally(() => loadersOf.forget(context)),
    },
    Subscription: {
      deliveryStatusChanged: {
        subscribe: (_, { orderId, after }, { caller }) => {
          requireLogin(caller)
          if (!isUuidV7(orderId)) throw notFound('order', 'orderId', orderId)
          return updates({
            ...{ contract, feed: deliveries.feed, history: deliveries.history, id: orderId, after },
            ...{ kind: 'order', argument: 'orderId', unknownAfterMs: unknownAfterMs(orderId), ofPresent, ofEvent },
            /** Another customer's is waited for like an unknown one. */
            present: async () => {
              const [found] = await store.byIds([orderId])
              const may = found?.state.order && maySee(caller, found.state.order)
              return found && may ? { version: found.version, value: found.state } : null
            },
          })
        },
        resolve: (update: DeliveryUpdateSource) => update,
      },
      deliveriesChanged: {
        subscribe: (_, { after }, { caller }) => {
          requireRole(caller, 'carrier', 'admin')
          return changes({ feed: deliveries.feed, after })
        },
        resolve: (update: Changes) => update,
      },
    },
    DeliveryUpdate: {
      delivery: async ({ orderId }, _, context) => {
        const delivery = await visible(orderId, context)
        if (!delivery) throw notFound('order', 'orderId', orderId)
        return delivery
      },
    },
    DeliveriesUpdate: {
      deliveries: async ({ ids }, _, context) => {
        const found = await Promise.all(ids.map((id) => visible(id, context)))
        return found.filter((delivery) => delivery !== null)
      },
    },
    Delivery: {
      __resolveReference: ({ id }, context) => visible(id, context),
      id: ({ orderId }) => orderId,
      order: ({ orderId }) => ({ id: orderId }),
      user: ({ userId }) => ({ id: userId }),
      product: ({ productId }) => ({ id: productId }),
    },
    Order: {
      __resolveReference: ({ id }) => ({ id }),
      delivery: ({ id }, _, context) => visible(id, context),
    },
  }
}

async function deliveriesOf(store: DeliveryStore, ids: readonly string[]): Promise<(StoredDelivery | null)[]> {
  const found = new Map((await store.byIds(ids)).map((stored) => [stored._id, stored]))
  return ids.map((id) => found.get(id) ?? null)
}

/** Who may see a delivery: its buyer, carriers and admins. For all others it does not exist. */
function maySee(caller: Caller, order: Pick<OrderRef, 'userId'>): boolean {
  return isUser(caller, order.userId) || hasRole(caller, 'carrier') || hasRole(caller, 'admin')
}
