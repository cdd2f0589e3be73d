import { contract } from '@shop/contract/catalog.ts'
/** GraphQL in and out; no rules. */
import { updates } from '@shop/events/feed/updates.ts'
import { connectionOf, type PageRequest, pageOf } from '@shop/subgraph-server/connection.ts'
import { perRequest, type RequestContext } from '@shop/subgraph-server/context.ts'
import { notFound } from '@shop/platform/errors.ts'
import { checked, chosenId, isChosenId } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue, pageLoaders } from '@shop/subgraph-server/loaders.ts'
import { addProduct, changeProductPrice, type Inventory, restockProduct } from './commands.ts'
import type { KnownProduct } from './domain/product.ts'
import type { Resolvers } from './generated/graphql.ts'
import { Search } from './inputs.ts'
import { ofPresent, productOfEvent, type ProductUpdateSource, stockOfEvent } from './product-updates.ts'
import type { ProductStore } from './store.ts'

const cursors = { list: 'products', isKey: isChosenId }

type FollowedProduct = { readonly productId: string; readonly after?: string | null }
type ProductsPage = { readonly page: PageRequest; readonly beginnings: readonly string[] }

export function createResolvers(store: ProductStore, inventory: Inventory): Resolvers {
  const loadersOf = perRequest((context) => ({
    products: loaderByValue((ids: readonly string[]) => productsOf(store, ids)),
    pages: pageLoaders(context).each(({ page, beginnings }: ProductsPage) => store.page(page, beginnings)),
  }))
  const product = (id: string, context: RequestContext) => loadersOf(context).products.load(id)
  const changed = <Answer>(change: Promise<Answer>, context: RequestContext) =>
    change.finally(() => loadersOf.forget(context))
  const ofUpdate = async ({ productId }: ProductUpdateSource, _: unknown, context: RequestContext) => {
    const found = await product(productId, context)
    if (!found) throw notFound('product', 'productId', productId)
    return found
  }
  const follow = ({ productId, after }: FollowedProduct, ofEvent: typeof stockOfEvent) =>
    updates({
      ...{ contract, feed: inventory.feed, history: inventory.history, after },
      ...{ kind: 'product', argument: 'productId', id: checked(chosenId, productId, 'productId') },
      ...{ ofPresent, ofEvent },
      present: async () => {
        const [found] = await store.byIds([productId])
        return found ? { version: found.version, value: found.state } : null
      },
    })

  return {
    Query: {
      product: (_, { id }, context) => product(checked(chosenId, id, 'id'), context),
      products: async (_, args, context) => {
        const page = pageOf(cursors, args)
        const beginnings = args.search == null ? [] : checked(Search, args.search, 'search')
        const rows = await loadersOf(context).pages.load({ page, beginnings })
        return connectionOf(cursors, page, rows, { key: ({ _id }) => _id, node: ({ state }) => state })
      },
    },
    Mutation: {
      addProduct: (_, { input }, context) => changed(addProduct(inventory, input, context), context),
      restockProduct: (_, { input }, context) => changed(restockProduct(inventory, input, context), context),
      changeProductPrice: (_, { input }, context) => changed(changeProductPrice(inventory, input, context), context),
    },
    Subscription: {
      stockChanged: {
        subscribe: (_, args) => follow(args, stockOfEvent),
        resolve: (update: ProductUpdateSource) => update,
      },
      productChanged: {
        subscribe: (_, args) => follow(args, productOfEvent),
        resolve: (update: ProductUpdateSource) => update,
      },
    },
    StockUpdate: { product: ofUpdate },
    ProductUpdate: { product: ofUpdate },
    Product: { __resolveReference: ({ id }, context) => product(id, context) },
  }
}

async function productsOf(store: ProductStore, ids: readonly string[]): Promise<(KnownProduct | null)[]> {
  const found = new Map((await store.byIds(ids)).map(({ _id, state }) => [_id, state]))
  return ids.map((id) => found.get(id) ?? null)
}
