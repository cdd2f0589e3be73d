/** Details of the pages: history, links, reduced motion. */
import { data } from '../component/shopping.ts'
import { admin } from '../component/tokens.ts'
import { newProduct, newUser, orderBecomes, place } from '../e2e/shopping.ts'
import { CHANGE_PRICE, order, quantities } from './ordering.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()

test('a mutation whose answer was cut off is sent again by the page itself: it is one order', async () => {
  const productId = await newProduct(open.router, { name: 'Cut off' })
  const user = await newUser(open.router)
  const visitor = await open.visitor(user, ['customer'])
  visitor.expectOutages()
  let lost = 0
  await visitor.page.route('**/graphql', async (route) => {
    if (lost === 2 || !route.request().postData()?.includes('mutation PlaceOrder')) return route.continue()
    await route.fetch() // it arrives, and its answer does not
    lost += 1
    return route.abort('connectionreset')
  })
  await order(visitor, productId, 3)
  await visitor.stepsAre('done done done done')
  expect(lost).toBe(2)
  expect(await quantities(open.router, user)).toEqual({ orders: { edges: [{ node: { quantity: 3 } }] } })
  await visitor.close()
})

test('a price that changes while the form is open is shown at once, and paid only once accepted', async () => {
  const productId = await newProduct(open.router, { name: 'Rising' })
  const visitor = await open.visitor(await newUser(open.router), ['customer'])
  await visitor.go(`/products/${productId}/order?quantity=1`)
  await visitor.page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await visitor.sees('1,000 P each')
  await data(open.router.request(CHANGE_PRICE, { input: { productId, price: 1_234 } }, admin))
  await visitor.sees('The price changed while you looked: one costs 1,234 P now.')
  await visitor.sees('1,000 P each')
  await visitor.button('Take the new price').click()
  await visitor.sees('1,234 P each')
  await visitor.button('Place the order').click()
  await visitor.stepsAre('done done done done')
  await visitor.close()
})

test('addresses of the last orders are offered, the newest first, each once', async () => {
  const productId = await newProduct(open.router, { name: 'Sent before' })
  const user = await newUser(open.router)
  for (const address of ['1 First St', '2 Second St', '1 First St', '서울시 중구 세종대로 110', '3 Third St'])
    await place(open.router, user, productId, { quantity: 1, address })
  const visitor = await open.visitor(user, ['customer'])
  const { page } = visitor
  await visitor.go(`/products/${productId}/order?quantity=1`)
  const offered = page.getByRole('group', { name: 'Sent to before' }).getByRole('button')
  await offered.first().waitFor()
  expect(await offered.allTextContents()).toEqual(['3 Third St', '서울시 중구 세종대로 110', '1 First St'])
  await offered.nth(1).click()
  expect(await page.getByRole('textbox', { name: 'Delivery address' }).inputValue()).toBe('서울시 중구 세종대로 110')
  await visitor.button('Place the order').click()
  await page.waitForURL('**/orders/*')
  await page.locator('.address', { hasText: '서울시 중구 세종대로 110' }).waitFor()
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('the timeline says when, who and what; a refusal goes back what was done', async () => {
  const visitor = await open.visitor(await newUser(open.router, 500), ['customer'])
  const { page } = visitor
  await order(visitor, await newProduct(open.router, { name: 'Beyond means' }), 5)
  await visitor.stepsAre('done back refused waiting')
  const steps = { OrderPlaced: 'order', StockReserved: 'inventory', PaymentDeclined: 'pay', StockReleased: 'inventory' }
  for (const [event, service] of Object.entries(steps)) {
    const step = page.locator(`[data-event=${event}]`)
    await step.locator('.timeline-service', { hasText: service }).waitFor()
    expect(await step.locator('time').textContent()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
  }
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('points lead to their orders; purchases go on by scrolling', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'One of many' })
  const user = await newUser(router)
  const placed = await Promise.all(Array.from({ length: 45 }, () => place(router, user, productId, { quantity: 1 })))
  await Promise.all(placed.map((id) => orderBecomes(router, id, 'CONFIRMED')))
  await open.settle()
  const visitor = await open.visitor(user, ['customer'])
  const { page } = visitor
  await visitor.go('/me')
  const rows = page.locator('.rows > li')
  await rows.nth(19).waitFor()
  await page.mouse.move(500, 500)
  while ((await rows.count()) < placed.length) await page.mouse.wheel(0, 1_000)
  await page.getByRole('tab', { name: 'Point history' }).click()
  await page
    .getByRole('link', { name: /One of many/ })
    .first()
    .click()
  await page.waitForURL((url) => placed.some((id) => url.pathname === `/orders/${id}`))
  await visitor.stepsAre('done done done done')
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('an admin looks at all orders by status, and at the page of any of them', async () => {
  const { router } = open
  const user = await newUser(router)
  const refused = await place(router, user, 'nobody-has-added-this')
  await orderBecomes(router, refused, 'REJECTED')
  const placed = await place(router, user, await newProduct(router, { name: 'Somebody’s' }))
  const root = await open.visitor('root', ['admin'])
  const { page } = root
  const link = (id: string) => page.locator(`a[href="/orders/${id}"]`)
  await root.go('/admin?tab=orders')
  for (const id of [refused, placed]) await link(id).waitFor()
  await page.locator('main').getByRole('combobox').selectOption('REJECTED')
  await link(placed).waitFor({ state: 'detached' })
  await link(refused).click()
  await root.sees('The shop does not have this product.')
  await root.go(`/orders/${placed}`)
  await root.stepsAre('done done done done')
  await root.button('Cancel this order').waitFor()
  expect(root.faults).toEqual([])
  await root.close()
})

test('in development the login takes any user, and another one a moment later', async () => {
  const visitor = await open.visitor()
  const { page } = visitor
  const header = page.locator('header')
  await visitor.go('/sign-in?to=/me')
  await visitor.button(/^kim/).click()
  await page.waitForURL('**/me')
  await header.getByRole('button', { name: 'kim' }).click()
  await page.getByRole('menuitem', { name: 'Sign in as somebody else' }).click()
  await visitor.button(/^fast/).click()
  await header.getByRole('link', { name: 'Deliveries' }).click()
  await page.getByRole('tab', { name: 'Preparing' }).waitFor()
  await header.getByRole('button', { name: 'fast' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await header.getByRole('link', { name: 'Sign in' }).waitFor()
  await page.reload()
  await header.getByRole('link', { name: 'Sign in' }).waitFor()
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

/** Whether anything would turn, glide or pulse for longer than one can see. */
const MOVES = `[...document.querySelectorAll('*')].some((each) => ['', '::before', '::after'].some((part) => {
  const { animationName, animationDuration, animationIterationCount, transitionDuration } = getComputedStyle(each, part)
  const longest = (durations) => Math.max(...durations.split(',').map(parseFloat))
  return longest(transitionDuration) > 0.001
    || (animationName !== 'none' && (longest(animationDuration) > 0.001 || animationIterationCount === 'infinite'))
}))`

test('nothing is animated for users who prefer reduced motion', async () => {
  const visitor = await open.visitor('root', ['customer', 'carrier', 'admin'])
  const { page } = visitor
  const moves: string[] = []
  for (const path of ['/components', '/', '/carrier', '/operations']) {
    await visitor.go(path)
    await page.locator('h1').waitFor()
    if (await page.evaluate<boolean>(MOVES)) moves.push(path)
  }
  expect(moves).toEqual([])
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await page.evaluate<boolean>(MOVES)).toBe(true) // else there would be nothing to stop
  await visitor.close()
})
