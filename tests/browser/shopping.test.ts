/** What people do in the shop, by clicking, and what they then see. */
import { until } from '@shop/dev/testing/until.ts'
import { data } from '../component/shopping.ts'
import { admin, carrier } from '../component/tokens.ts'
import { ADVANCE, cancel, newProduct, newUser, orderBecomes } from '../e2e/shopping.ts'
import type { Visitor } from './storefront.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()

const words = {
  en: {
    ...{ signIn: 'Sign in', search: 'Search by name', order: 'Order', address: 'Delivery address' },
    ...{ place: 'Place the order', confirmed: 'Confirmed', cancel: 'Cancel this order', send: 'Cancel the order' },
    ...{
      cancelled: 'Cancelled',
      me: 'My page',
      stock: (units: string) => `${units} in stock`,
      points: (n: string) => `${n} P`,
    },
    ...{
      quantity: 'Quantity',
      preparing: 'Preparing',
      deliveryCancelled: 'Delivery cancelled',
      history: 'Point history',
    },
  },
  ko: {
    ...{ signIn: '로그인', search: '이름으로 검색', order: '주문하기', address: '배송지' },
    ...{ place: '주문 확정', confirmed: '주문 확정', cancel: '주문 취소', send: '주문 취소하기' },
    ...{
      cancelled: '취소됨',
      me: '내 페이지',
      stock: (units: string) => `재고 ${units}개`,
      points: (n: string) => `${n}P`,
    },
    ...{ quantity: '수량', preparing: '배송 준비 중', deliveryCancelled: '배송 취소', history: '포인트 내역' },
  },
} as const

const figure = (visitor: Visitor, name: string, text: string) =>
  visitor.page.locator(`[data-figure="${name}"]`, { hasText: text }).waitFor()

/** From a product's page to the order's. */
async function order(visitor: Visitor, productId: string, quantity = 10, address = '1 Main St'): Promise<string> {
  const { page } = visitor
  await visitor.go(`/products/${productId}`)
  await page.getByRole('textbox', { name: 'Quantity' }).fill(String(quantity))
  await visitor.link('Order').click()
  await page.getByRole('textbox', { name: 'Delivery address' }).fill(address)
  await visitor.button('Place the order').click()
  await page.waitForURL('**/orders/*')
  return page.url().split('/').at(-1) ?? ''
}

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
  const { router } = open
  const productId = await newProduct(router, { name: 'Side table' })
  const user = await newUser(router)
  const customer = await open.visitor(user, ['customer'])
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
  const { user: found } = await data(
    router.ask('query ($id: ID!) { user(id: $id) { orders { edges { node { quantity } } } } }', { id: user }, admin),
  )
  expect(found).toEqual({ orders: { edges: [{ node: { quantity: 2 } }, { node: { quantity: 1 } }] } })
  await visitor.close()
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
  await visitor.sees(why)
  await visitor.sees('Not possible')
  await visitor.link(next).waitFor()
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('a price that changed while one looked is told, with the new one', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Dear' })
  const visitor = await open.visitor(await newUser(router), ['customer'])
  const { page } = visitor
  await visitor.go(`/products/${productId}/order?quantity=1`)
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  const change = 'mutation ($input: ChangeProductPriceInput!) { changeProductPrice(input: $input) { price } }'
  await data(router.ask(change, { input: { productId, price: 1_234 } }, admin))
  await visitor.button('Place the order').click()
  await visitor.sees('The price changed while you looked: one costs 1,234 P now.')
  await visitor.link('Order at the new price').click()
  await visitor.sees('1,234 P')
  await visitor.close()
})

test('a cancellation that comes too late is told, with where the parcel is', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Late' })
  const visitor = await open.visitor(await newUser(router), ['customer'])
  const id = await order(visitor, productId, 1)
  await visitor.stepsAre('done done done done')
  await data(router.ask(ADVANCE, { input: { orderId: id, to: 'OUT_FOR_DELIVERY' } }, carrier))
  await visitor.button('Cancel this order').click()
  await visitor.page.getByRole('textbox', { name: 'Reason' }).fill('changed my mind')
  await visitor.button('Cancel the order').click()
  await visitor.sees('It was too late to cancel.')
  await visitor.sees('The carrier says: Out for delivery. The parcel comes to you.')
  await visitor.close()
})

test('a new order appears on my page by itself', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'By itself' })
  const visitor = await open.visitor(await newUser(router), ['customer'])
  await visitor.go('/me')
  await visitor.sees('Your orders will stand here.')
  const other = await visitor.context.newPage()
  await other.goto(`/products/${productId}/order?quantity=3`)
  await other.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await other.getByRole('button', { name: 'Place the order' }).click()
  await other.waitForURL('**/orders/*')
  const id = other.url().split('/').at(-1) ?? ''
  await visitor.page.locator(`a[href="/orders/${id}"]`, { hasText: '3 units' }).waitFor()
  await visitor.page.locator(`a[href="/orders/${id}"]`, { hasText: 'Confirmed' }).waitFor()
  await cancel(router, id)
  await orderBecomes(router, id)
  await visitor.page.locator(`a[href="/orders/${id}"]`, { hasText: 'Cancelled' }).waitFor()
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
  await customer.sees('777 P')
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
