/** Many open pages on one router: how soon each moves after what happened. Most are sockets alone; some are real pages. */
import type { Browser } from 'playwright-core'
import { visit } from './pages.ts'
import type { BenchShop } from './shop.ts'
import { inTurns, PRODUCT } from './shop.ts'
import { PageSocket } from './sockets.ts'

export type Moved = {
  /** Milliseconds from the request for an order's step to its update at its page, for each. */
  readonly own: readonly number[]
  /** The same at the pages of a real browser, to the step's mark. */
  readonly real: readonly number[]
  /** Milliseconds from the request to change one product's stock to its update at each page. */
  readonly shared: readonly number[]
}

const REAL_PAGES = 4
const EVERY_MS = 40
const ADVANCE = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { status } }'
const RESTOCK = 'mutation ($input: RestockProductInput!) { restockProduct(input: $input) { stock } }'

export async function openPages(shop: BenchShop, browser: Browser, users: readonly string[]): Promise<Moved> {
  const orders = await inTurns(users, async (user) => ({ user, id: await shop.place(user) }))
  await shop.settle()
  const sockets = await inTurns(orders, async ({ user, id }) =>
    PageSocket.open(shop.url, await shop.token(user, 'customer'), id),
  )
  const watched = await Promise.all(
    orders.slice(0, REAL_PAGES).map(async ({ user, id }) => {
      const page = await (await visit(browser, shop.url, user)).newPage()
      await page.goto(`/orders/${id}`)
      await page.locator('[data-status=PREPARING][data-reached]').waitFor()
      return page
    }),
  )

  const own: Promise<number>[] = []
  const real: Promise<number>[] = []
  for (const [index, { id }] of orders.entries()) {
    const heard = sockets[index]?.next('delivery')
    const began = performance.now()
    const seen = watched[index]?.locator('[data-status=SHIPPED][data-reached]').waitFor()
    if (heard) own.push(heard.then((at) => at - began))
    if (seen) real.push(seen.then(() => performance.now() - began))
    await Promise.all([shop.mutate(ADVANCE, { orderId: id }), new Promise((resolve) => setTimeout(resolve, EVERY_MS))])
  }
  const moved = { own: await Promise.all(own), real: await Promise.all(real) }

  const all = sockets.map((socket) => socket.next('stock'))
  const began = performance.now()
  await shop.mutate(RESTOCK, { productId: PRODUCT, quantity: 1 })
  const shared = (await Promise.all(all)).map((at) => at - began)
  for (const socket of sockets) socket.close()
  await Promise.all(watched.map((page) => page.context().close()))
  return { ...moved, shared }
}
