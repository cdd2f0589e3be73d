/** GraphQL in and out; no rules. */
import { updates } from '@shop/events/feed/updates.ts'
import { connectionOf, pageOf } from '@shop/platform/connection.ts'
import { perRequest, type RequestContext } from '@shop/platform/context.ts'
import { notFound } from '@shop/platform/errors.ts'
import { checked, chosenId, isChosenId } from '@shop/platform/inputs.ts'
import DataLoader from 'dataloader'
import { addProduct, changeProductPrice, type Inventory, restockProduct } from './commands.ts'
import type { Known } from './domain/product.ts'
import type { Resolvers } from './generated/graphql.ts'
import { Search } from './inputs.ts'
import { ofEvent, ofPresent, type StockUpdateSource } from './stockUpdates.ts'
import type { ProductStore } from './store.ts'

const cursors = { list: 'products', isKey: isChosenId }

export function createResolvers(store: ProductStore, inventory: Inventory): Resolvers {
  const loaderOf = perRequest(() => new DataLoader((ids: readonly string[]) => productsOf(store, ids)))
  const product = (id: string, context: RequestContext) => loaderOf(context).load(id)

  return {
    Query: {
      product: (_, { id }, context) => product(checked(chosenId, id, 'id'), context),
      products: async (_, args) => {
        const page = pageOf(cursors, args)
        const rows = await store.page(page, args.search == null ? [] : checked(Search, args.search, 'search'))
        return connectionOf(cursors, page, rows, { key: ({ _id }) => _id, node: ({ state }) => state })
      },
    },
    Mutation: {
      addProduct: (_, { input }, context) => addProduct(inventory, input, context),
      restockProduct: (_, { input }, context) => restockProduct(inventory, input, context),
      changeProductPrice: (_, { input }, context) => changeProductPrice(inventory, input, context),
    },
    Subscription: {
      stockChanged: {
        subscribe: (_, { productId, after }) =>
          updates({
            ...{
              feed: inventory.feed,
              history: inventory.history,
              id: checked(chosenId, productId, 'productId'),
              after,
            },
            ...{ kind: 'product', argument: 'productId', ofPresent, ofEvent },
            present: async () => {
              const [found] = await store.byIds([productId])
              return found ? { version: found.version, value: found.state } : null
            },
          }),
        resolve: (update: StockUpdateSource) => update,
      },
    },
    StockUpdate: {
      product: async ({ productId }, _, context) => {
        const found = await product(productId, context)
        if (!found) throw notFound('product', 'productId', productId)
        return found
      },
    },
    Product: { __resolveReference: ({ id }, context) => product(id, context) },
  }
}

async function productsOf(store: ProductStore, ids: readonly string[]): Promise<(Known | null)[]> {
  const found = new Map((await store.byIds(ids)).map(({ _id, state }) => [_id, state]))
  return ids.map((id) => found.get(id) ?? null)
}
