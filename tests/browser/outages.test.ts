/** Networks that are cut and services that die while pages are open. */
import { data } from '../component/shopping.ts'
import { carrier } from '../component/tokens.ts'
import { ADVANCE, newProduct, newUser } from '../e2e/shopping.ts'
import { violations } from './accessibility.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()

test('cut off, and the services killed meanwhile: the page says so, comes back, and shows every step once', async () => {
  const { router } = open
  const productId = await newProduct(router, { name: 'Steady' })
  const visitor = await open.visitor(await newUser(router), ['customer'])
  const { page, context } = visitor
  await visitor.go(`/products/${productId}/order?quantity=1`)
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await visitor.button('Place the order').click()
  await page.waitForURL('**/orders/*')
  const orderId = page.url().split('/').at(-1) ?? ''
  await visitor.stepsAre('done done done done')

  visitor.expectOutages()
  await context.setOffline(true)
  await visitor.sees('The connection is lost.')
  for (const stopped of ['delivery', 'order', 'router'] as const) {
    open.running.process(stopped).kill('SIGKILL')
    await open.running.process(stopped).restart()
  }
  await data(router.request(ADVANCE, { input: { orderId, to: 'IN_TRANSIT' } }, carrier))
  await context.setOffline(false)
  await page.locator('[data-status=IN_TRANSIT][data-reached]').waitFor()
  await page.getByText('The connection is lost.').waitFor({ state: 'detached' })

  // And the same with the network up: the router itself goes away.
  open.running.process('router').kill('SIGKILL')
  await open.running.process('router').stop() // away until it is started
  await visitor.sees('The connection is lost.')
  await open.running.process('router').start()
  await page.getByText('The connection is lost.').waitFor({ state: 'detached' })
  await data(router.request(ADVANCE, { input: { orderId, to: 'DELIVERED' } }, carrier))
  await page.locator('[data-status=DELIVERED][data-reached]').waitFor()
  await page.locator('.page-head', { hasText: 'Completed' }).waitFor()
  const steps = await visitor.timeline(6)
  expect(steps.slice(0, 4)).toEqual(['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared'])
  expect(new Set(steps.slice(4))).toEqual(new Set(['DeliveryAdvanced']))
  expect(new Set(await page.$$eval('.timeline li', (all) => all.map((each) => each.textContent))).size).toBe(
    steps.length,
  )
  await visitor.close()
})

const FILES = {
  menu: '**/assets/account-menu-*.js',
  page: '**/assets/admin-page-*.js',
  words: '**/assets/{en,ko}-*.js',
}

test('a page whose file cannot be loaded says so, the others work, and it can be loaded again', async () => {
  const visitor = await open.visitor('root', ['admin'])
  const { page } = visitor
  visitor.expectOutages()
  await visitor.go('/')
  const header = page.locator('header')
  await page.route(FILES.page, (route) => route.abort())
  await header.getByRole('link', { name: 'Administration' }).click()
  await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor()
  await header.getByRole('link', { name: 'Products' }).click()
  await page.getByRole('heading', { name: 'Products' }).waitFor()
  await header.getByRole('link', { name: 'Administration' }).click()
  await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor()
  await page.unroute(FILES.page)
  await visitor.button('Try again').click()
  await page.getByRole('heading', { name: 'Add a product' }).waitFor()
  await visitor.close()
})

test('a menu whose file cannot be loaded takes nothing else of the page away', async () => {
  const visitor = await open.visitor('root', ['customer'])
  const { page } = visitor
  visitor.expectOutages()
  await page.route(FILES.menu, (route) => route.abort())
  await visitor.go('/')
  const menu = page.locator('header').getByRole('button', { name: 'root' })
  const failed = page.waitForEvent('requestfailed')
  await menu.click()
  await failed
  await page.locator('header').getByRole('link', { name: 'My page' }).click()
  await page.getByRole('heading', { name: 'My page' }).waitFor()
  await menu.waitFor()
  await page.unroute(FILES.menu)
  await page.reload()
  await menu.click()
  await page.getByRole('menu').waitFor()
  await visitor.close()
})

test.each([
  ['en', 'The shop could not be loaded.', 'Try again'],
  ['ko', '상점을 불러오지 못했습니다.', '다시 시도'],
] as const)('a shop that cannot be loaded says so, and can be loaded again: %s', async (language, text, again) => {
  const visitor = await open.visitor(undefined, [], { language })
  const { page } = visitor
  await page.route(FILES.words, (route) => route.abort())
  await visitor.go('/')
  await page.getByRole('alert').getByText(text).waitFor()
  expect(await violations(page)).toEqual([])
  await page.unroute(FILES.words)
  await visitor.button(again).click()
  await page.locator('h1').waitFor()
  await visitor.close()
})
