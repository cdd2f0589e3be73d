/** Networks that are cut and services that die while pages are open. */
import { data } from '../component/shopping.ts'
import { carrier } from '../component/tokens.ts'
import { ADVANCE, newProduct, newUser } from '../e2e/shopping.ts'
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
  await visitor.sees('The connection is lost.')
  await open.running.process('router').restart()
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
