/** Lists refresh by themselves: by their streams, or, where there are none, by polling. */
import { until } from '@shop/dev/testing/until.ts'
import { data } from '../component/shopping.ts'
import { carrier } from '../component/tokens.ts'
import { ADVANCE, cancel, newProduct, newUser, place } from '../e2e/shopping.ts'
import type { Visitor } from './storefront.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()

test('customer, carrier and admin side by side: their lists change by themselves, without polling', async () => {
  const { router } = open
  const user = await newUser(router)
  const productId = await newProduct(router, { name: 'By itself' })
  const customer = await open.visitor(user, ['customer'])
  const fast = await open.visitor('fast', ['carrier'])
  const root = await open.visitor('root', ['admin'])
  for (const [{ page }, path] of [
    [customer, '/me'],
    [fast, '/carrier'],
    [root, '/admin?tab=orders'],
  ] as const) {
    await page.addInitScript('window.setInterval = () => 0')
    await page.goto(path)
    await page.locator('h1').waitFor()
  }
  const id = await place(router, user, productId, { quantity: 3 })
  const line = ({ page }: Visitor, hasText: string) => page.locator(`a[href="/orders/${id}"]`, { hasText }).waitFor()
  const row = fast.page.locator(`[data-delivery="${id}"]`)
  await line(customer, '3 units')
  await line(customer, 'Confirmed')
  await line(root, 'Confirmed')
  await row.waitFor()
  await data(router.request(ADVANCE, { input: { orderId: id } }, carrier))
  await row.waitFor({ state: 'detached' })
  await line(customer, 'Shipped')
  await cancel(router, id)
  await line(customer, 'Cancelled')
  await line(root, 'Cancelled')
  await customer.page.locator('[data-figure=points]', { hasText: '999,999' }).waitFor()
  for (const visitor of [customer, fast, root]) {
    expect(visitor.faults).toEqual([])
    await visitor.close()
  }
})

type Queries = { readonly sent: number; readonly open: number }
/** Counted where they are sent: what the browser reports of its requests may come later than what the page did after them. */
const COUNT_QUERIES = `window.queries = { sent: 0, open: 0 }
const send = window.fetch
window.fetch = (...request) => {
  window.queries.sent++
  window.queries.open++
  return send(...request).finally(() => window.queries.open--)
}`

test.each(['/me', '/carrier', '/admin'])(
  'where no stream can be opened, lists are refreshed while they are visible, and at once when they are again: %s',
  async (path) => {
    const user = await newUser(open.router)
    const id = await place(open.router, user, await newProduct(open.router))
    const visitor = await open.visitor(user, ['customer', 'carrier', 'admin'])
    const { page } = visitor
    visitor.expectOutages()
    await page.routeWebSocket('**/graphql', (socket) => socket.close({ code: 1012 }))
    await page.addInitScript(COUNT_QUERIES)
    const queries = () => page.evaluate<Queries>('window.queries')
    const become = (state: 'hidden' | 'visible') =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${state === 'hidden'}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
    await page.clock.install()
    await visitor.go(path)
    if (path === '/admin') await page.getByRole('tab', { name: 'Orders' }).click()
    await page.locator(`a[href="/orders/${id}"]`).first().waitFor()
    const before = await queries()
    await page.clock.fastForward(3_000)
    await until('the list is fetched again', async () => (await queries()).sent > before.sent)
    await become('hidden')
    await until('all are answered', async () => (await queries()).open === 0)
    const hidden = await queries()
    await page.clock.runFor(20_000)
    expect(await queries()).toEqual(hidden)
    await become('visible')
    await until('the list is fetched at once', async () => (await queries()).sent > hidden.sent)
    await visitor.close()
  },
)
