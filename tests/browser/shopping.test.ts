/** What people do in the shop, by clicking, and what they then see. */
import { until } from '@shop/dev/testing/until.ts'
import { data } from '../component/shopping.ts'
import { admin, carrier } from '../component/tokens.ts'
import { ADVANCE, newProduct, newUser, orderBecomes, place } from '../e2e/shopping.ts'
import { CHANGE_PRICE, RESTOCK, order, quantities } from './ordering.ts'
import type { Visitor } from './storefront.ts'
import { openStorefront } from './storefront.ts'
import { words } from './words.ts'

const open = openStorefront()

const figure = (visitor: Visitor, name: string, text: string) =>
  visitor.page.locator(`[data-figure="${name}"]`, { hasText: text }).waitFor()

test.each(['en', 'ko'] as const)('the worked example, by clicking, in the language %s', async (language) => {
  const { router } = open
  const t = words[language]
  const name = language === 'ko' ? '제주 녹차' : 'Breakfast tea'
  const productId = await newProduct(router, { name, id: `tea-${language}` })
  const user = await newUser(router)
  const visitor = await open.visitor(undefined, [], { language })
  const { page } = visitor

  await visitor.go('/')
  await page.getByRole('searchbox', { name: t.search }).fill(language === 'ko' ? '녹' : 'BREAK')
  await page.getByRole('link', { name }).click()
  await visitor.sees(t.stock('1,000'))
  await page.getByRole('textbox', { name: t.quantity }).fill('10')
  await visitor.link(t.order).click()
  await visitor.page.locator('main').getByRole('link', { name: t.signIn, exact: true }).click()
  await page.locator('input[name=user]').fill(user)
  await page.locator('form').getByRole('button', { name: t.signIn }).click()

  await page.getByRole('textbox', { name: t.address }).fill('1 Main St')
  await visitor.sees(t.points('989,999')) // what will be left
  await visitor.button(t.place).click()
  await page.waitForURL('**/orders/*')
  await visitor.stepsAre('done done done done')
  await visitor.sees(t.confirmed)
  await page.locator('[data-status=PREPARING][data-reached]', { hasText: t.preparing }).waitFor()
  expect(await visitor.timeline(4)).toEqual(['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared'])

  await page.locator('header').getByRole('link', { name: t.me }).click()
  await figure(visitor, 'points', t.points('989,999'))
  await figure(visitor, 'spent', t.points('10,000'))
  await page.getByRole('tab', { name: t.history }).click()
  await visitor.sees(t.points('-10,000'))
  await visitor.go(`/products/${productId}`)
  await visitor.sees(t.stock('990'))
  await page.goBack()

  await page.locator('main').getByRole('link', { name }).first().click()
  await visitor.button(t.cancel).click()
  await visitor.button(t.send).click()
  await visitor.stepsAre('done back back back')
  await page.locator('.page-head', { hasText: t.cancelled }).waitFor()
  expect(await visitor.timeline(8)).toEqual([
    ...['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared'],
    ...['CancellationRequested', 'DeliveryCancelled', 'PaymentRefunded', 'StockRestored'],
  ])
  await page.locator('[data-status=CANCELLED]', { hasText: t.deliveryCancelled }).waitFor()
  await page.locator('header').getByRole('link', { name: t.me }).click()
  await figure(visitor, 'points', t.points('999,999'))
  await visitor.go(`/products/${productId}`)
  await visitor.sees(t.stock('1,000'))
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('customer and carrier side by side: each step is seen without a reload, in two tabs', async () => {
  const productId = await newProduct(open.router, { name: 'Side table' })
  const customer = await open.visitor(await newUser(open.router), ['customer'])
  const id = await order(customer, productId, 1)
  const tab = await customer.context.newPage()
  await tab.goto(`/orders/${id}`)
  const fast = await open.visitor('fast', ['carrier'])
  await fast.go('/carrier')
  const journey = ['SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const
  const names = ['Shipped', 'In transit', 'Out for delivery', 'Delivered'] as const
  for (const [index, status] of journey.entries()) {
    const name = names[index] ?? ''
    const row = fast.page.locator(`[data-delivery="${id}"]`)
    await row.getByRole('button', { name: `→ ${name}` }).click()
    await fast.sees('There is no way back from this step')
    await fast.button('Move on').click()
    await row.waitFor({ state: 'detached' })
    for (const page of [customer.page, tab]) await page.locator(`[data-status=${status}][data-reached]`).waitFor()
    await fast.page.getByRole('tab', { name, exact: true }).click()
  }
  await customer.page.locator('.page-head', { hasText: 'Completed' }).waitFor()
  const all = await customer.timeline(8)
  expect(all).toEqual([
    ...['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared'],
    ...journey.map(() => 'DeliveryAdvanced'),
  ])
  expect([...customer.faults, ...fast.faults]).toEqual([])
  await customer.close()
  await fast.close()
})

test('a double click, and a reload in the middle of placing, make one order', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Twice', stock: 100 })
  const user = await newUser(router)
  const visitor = await open.visitor(user, ['customer'])
  const { page } = visitor
  await visitor.go(`/products/${productId}/order?quantity=1`)
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await visitor.button('Place the order').dblclick()
  await page.waitForURL('**/orders/*')
  await visitor.stepsAre('done done done done')

  await visitor.go(`/products/${productId}/order?quantity=2`)
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('2 Main St')
  visitor.expectOutages()
  // The order arrives; its answer does not: the page is left meanwhile.
  let arrived = false
  await page.route('**/graphql', async (route) => {
    if (arrived || !route.request().postData()?.includes('mutation PlaceOrder')) return route.continue()
    await route.fetch()
    arrived = true
    return route.abort()
  })
  await visitor.button('Place the order').click()
  await until('the order has arrived', () => arrived, 30_000)
  await page.reload().catch(() => undefined)
  await page.waitForURL('**/orders/*')
  await visitor.stepsAre('done done done done')
  expect(await quantities(open.router, user)).toEqual({
    orders: { edges: [{ node: { quantity: 2 } }, { node: { quantity: 1 } }] },
  })
  await visitor.close()
})

test('Back from an order leads to the product, not to its form, and Forward to the order: it is one order', async () => {
  const productId = await newProduct(open.router, { name: 'There and back' })
  const user = await newUser(open.router)
  const visitor = await open.visitor(user, ['customer'])
  const { page } = visitor
  const id = await order(visitor, productId, 2)
  await visitor.stepsAre('done done done done')
  await page.goBack()
  await page.waitForURL(`**/products/${productId}`)
  await visitor.sees('998 in stock')
  await page.goForward()
  await page.waitForURL(`**/orders/${id}`)
  await visitor.stepsAre('done done done done')
  await page.goBack()
  await visitor.link('Order').click()
  await visitor.button('Place the order').waitFor()
  expect(await page.getByRole('textbox', { name: 'Delivery address' }).inputValue()).toBe('')
  expect(await quantities(open.router, user)).toEqual({ orders: { edges: [{ node: { quantity: 2 } }] } })
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('an order of an unknown product is refused with an explanation and a next step', async () => {
  const user = await newUser(open.router)
  const visitor = await open.visitor(user, ['customer'])
  await visitor.go(`/orders/${await place(open.router, user, 'nobody-has-added-it')}`)
  await visitor.sees('The shop does not have this product.')
  await visitor.sees('Not possible')
  await visitor.link('See other products').waitFor()
  await visitor.button('한국어').click()
  await visitor.page.locator('[data-event=StockRejected]', { hasText: '없는 상품' }).waitFor()
  await visitor.close()
})

test('what is sold out can be ordered as soon as there is more, without a reload', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Rare', stock: 0 })
  const user = await newUser(router)
  const [offer, form] = [await open.visitor(user, ['customer']), await open.visitor(user, ['customer'])]
  await offer.go(`/products/${productId}`)
  await form.go(`/products/${productId}/order?quantity=1`)
  for (const visitor of [offer, form]) await visitor.sees(/^Sold out\. When there is more/)
  expect(await offer.link('Order').count()).toBe(0)
  expect(await form.button('Place the order').count()).toBe(0)
  await data(router.request(RESTOCK, { input: { productId, quantity: 1 } }, admin))
  await offer.link('Order').waitFor()
  await form.button('Place the order').waitFor()
  for (const visitor of [offer, form]) {
    expect(visitor.faults).toEqual([])
    await visitor.close()
  }
})

test('a carrier moves many parcels on at once, after one question', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Many' })
  const user = await newUser(router)
  const ids = await Promise.all(Array.from({ length: 5 }, () => place(router, user, productId, { quantity: 1 })))
  await Promise.all(ids.map((id) => orderBecomes(router, id, 'CONFIRMED')))
  const fast = await open.visitor('fast', ['carrier'])
  const { page } = fast
  await fast.go('/carrier')
  for (const id of ids) await page.locator(`[data-delivery="${id}"]`).getByRole('checkbox').check()
  await fast.button('5 parcels → Shipped').click()
  await fast.sees('5 parcels to “Shipped”?')
  await fast.button('Move on').click()
  for (const id of ids) await page.locator(`[data-delivery="${id}"]`).waitFor({ state: 'detached' })
  await page.getByRole('tab', { name: 'Shipped' }).click()
  for (const id of ids) await page.locator(`[data-delivery="${id}"]`).waitFor()
  await page.goBack()
  await page.waitForURL('**/carrier')
  await page.getByRole('tab', { name: 'Preparing', selected: true }).waitFor()
  expect(fast.faults).toEqual([])
  await fast.close()
})

test.each([
  ['out of stock', { stock: 3 }, 999_999, 5, 'There are not 5 of it any more: 3 in stock now.', 'Order fewer'],
  ['too few points', {}, 500, 5, 'It costs 5,000 P, and you have 500 P.', 'Order fewer'],
  ['no account', {}, undefined, 1, 'You have no points account yet.', 'Back to the product'],
  [
    'a total that is too large',
    { price: 2_000_000_000 },
    100,
    2,
    'The total is larger than the shop can count.',
    'Order fewer',
  ],
] as const)('refused for %s: in words, with what to do next', async (_what, product, points, quantity, why, next) => {
  const productId = await newProduct(open.router, product)
  const user = points === undefined ? `nobody-${productId}` : await newUser(open.router, points)
  const visitor = await open.visitor(user, ['customer'])
  await order(visitor, productId, quantity)
  for (const said of [why, 'Not possible']) await visitor.sees(said)
  await visitor.link(next).waitFor()
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('a price that changed after the page was loaded is refused, with the new one', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Dear' })
  const visitor = await open.visitor(await newUser(router), ['customer'])
  const { page } = visitor
  await visitor.go(`/products/${productId}/order?quantity=1`)
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await data(router.request(CHANGE_PRICE, { input: { productId, price: 1_234 } }, admin))
  await visitor.button('Place the order').click()
  await visitor.sees('The price changed while you looked: one costs 1,234 P now.')
  await visitor.link('Order at the new price').click()
  await visitor.sees('1,234 P')
  await visitor.close()
})

test('a cancellation that comes too late is refused, with where the parcel is', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Late' })
  const visitor = await open.visitor(await newUser(router), ['customer'])
  const id = await order(visitor, productId, 1)
  await visitor.stepsAre('done done done done')
  await data(router.request(ADVANCE, { input: { orderId: id, to: 'OUT_FOR_DELIVERY' } }, carrier))
  await visitor.button('Cancel this order').click()
  await visitor.page.getByRole('textbox', { name: 'Reason' }).fill('changed my mind')
  await visitor.button('Cancel the order').click()
  await visitor.sees('It was too late to cancel.')
  await visitor.sees('The carrier says: Out for delivery. The parcel comes to you.')
  await visitor.close()
})

test('an admin adds a product, restocks it, changes its price and gives points', async () => {
  const visitor = await open.visitor('root', ['admin'])
  const { page } = visitor
  const customer = await open.visitor()
  await visitor.go('/admin')
  const form = (name: string) => page.locator('form', { hasText: name })
  const add = form('Add a product')
  await add.getByRole('textbox', { name: 'Name' }).fill('<img src=x onerror=alert(1)> 🫖 שלום')
  await add.getByRole('textbox', { name: 'Product id' }).fill('strange')
  await add.getByRole('button', { name: 'Add a product' }).click()
  await visitor.sees('The product is on the shelf.')
  await customer.go('/products/strange')
  await customer.page.getByRole('heading', { name: '<img src=x onerror=alert(1)> 🫖 שלום' }).waitFor()
  await customer.sees('100 in stock')
  const restock = form('Units that came')
  await restock.getByRole('textbox', { name: 'Product id' }).fill('strange')
  await restock.getByRole('button', { name: 'Restock' }).click()
  await customer.sees('110 in stock')
  const price = form('Change a price')
  await price.getByRole('textbox', { name: 'Product id' }).fill('strange')
  await price.getByRole('textbox', { name: 'Price' }).fill('777')
  await price.getByRole('button', { name: 'Change a price' }).click()
  await customer.sees('777 P') // by itself, as the stock
  await page.getByRole('tab', { name: 'Points' }).click()
  await page.getByRole('textbox', { name: 'User' }).fill('mia')
  await visitor.button('Give points').click()
  await visitor.sees('mia has 10,000 P now.')
  await page.getByRole('tab', { name: 'Orders' }).click()
  await page.locator('main').getByRole('combobox').waitFor()
  expect([...visitor.faults, ...customer.faults]).toEqual([])
  await visitor.close()
  await customer.close()
})
