/** The operator's console: what got stuck is seen, found and put right. */
import { newProduct, newUser, orderBecomes, place } from '../e2e/shopping.ts'
import { poison } from './poison.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront({
  overrides: { order: { SAGA_DEADLINE_MS: '12000' }, operations: { STUCK_AFTER_MS: '1000' } },
})

test('a customer does not see the console, and the page says who may', async () => {
  const visitor = await open.visitor('kim', ['customer'])
  await visitor.go('/operations?tab=dead-letters')
  await visitor.sees('This page is for: Administrator.')
  await visitor.link('Sign in as somebody else').waitFor()
  expect(await visitor.page.locator('header').getByRole('link', { name: 'Operations' }).count()).toBe(0)
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('a dead letter is found, looked into, tried again and given up, and the actions say so', async () => {
  const orderId = await poison(open)
  await open.settle()
  const root = await open.visitor('root', ['admin'])
  const { page } = root
  const letters = page.locator('[data-dead-letter]')
  const dialog = page.getByRole('alertdialog')
  await root.go('/')
  await page.locator('header').getByRole('link', { name: 'Operations' }).click()
  await page.getByRole('tab', { name: 'Dead letters' }).click()
  await page.getByRole('searchbox', { name: 'Order id' }).fill(orderId)
  await page.locator(`[data-dead-letter]:has(a[href="/orders/${orderId}"])`).nth(2).waitFor()
  await page.getByRole('combobox', { name: 'Service' }).selectOption('inventory')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Malformed')
  await letters.nth(1).waitFor({ state: 'detached' })
  await page.waitForURL(`**/operations?tab=dead-letters&order=${orderId}&service=inventory&kind=MALFORMED`)
  await page.reload()
  await letters.getByText(/^Message, \d+ bytes/).click()
  await root.sees(`"orderId": "${orderId}"`)

  await letters.getByRole('button', { name: 'Try again' }).click()
  await root.sees('One that fails again comes back here.')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await dialog.waitFor({ state: 'detached' })
  await letters.getByText('Failed 1 time before').waitFor()

  await page.getByRole('checkbox', { name: 'All that are shown' }).check()
  await root.button('Give 1 up').click()
  await dialog.getByRole('button', { name: 'Give up' }).click()
  await root.sees('Say why: it is kept with the action.')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('made by hand <b>')
  await dialog.getByRole('button', { name: 'Give up' }).click()
  await root.sees('No dead letter matches.')
  await root.button('Show all').click()
  await letters.nth(1).waitFor()

  await root.go(`/operations?tab=dead-letters&order=${orderId}`)
  await letters.nth(1).waitFor()
  const left = await letters.count()
  await root.button('Give all up').click()
  await dialog.getByText(`Order id: ${orderId}`).waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('the rest of them')
  await dialog.getByRole('button', { name: 'Give up' }).click()
  await root.sees('No dead letter matches.')
  await page.getByRole('tab', { name: 'Actions' }).click()
  const rows = page.locator('tbody tr')
  await rows
    .filter({ hasText: 'the rest of them' })
    .filter({ hasText: String(left) })
    .waitFor()
  await rows.filter({ hasText: 'made by hand <b>' }).filter({ hasText: 'Given up' }).waitFor()
  await rows.filter({ hasText: 'Tried again' }).filter({ hasText: 'root' }).waitFor()
  expect(root.faults).toEqual([])
  await root.close()
})

test('while pay is stopped, its orders are seen to wait; those that waited too long are refused in words', async () => {
  const { router, running } = open
  const user = await newUser(router)
  const productId = await newProduct(router, { name: 'Waiting' })
  const root = await open.visitor('root', ['admin'])
  const customer = await open.visitor(user, ['customer'])
  await root.go('/operations')
  await root.page.locator('[data-row=pay]', { hasText: 'Ready' }).waitFor()
  await running.process('pay').stop()
  const orderId = await place(router, user, productId)
  await customer.go(`/orders/${orderId}`)
  await customer.page.locator('[data-event=StockReserved]').waitFor()
  await root.page.locator('[data-row=pay]', { hasText: 'Does not answer' }).waitFor()
  const waits = (name: string): string => `[data-row=${name}]`
  const waiting = ['PAYMENT', 'DELIVERY_CANCELLATION', 'REFUND'].map(waits).join() // by how long this has taken
  await root.page.locator(waiting, { hasText: '1' }).first().waitFor()
  await root.page.getByRole('tab', { name: 'Stuck orders 1' }).click()
  await root.page.locator(`[data-row="${orderId}"]`, { hasText: /Payment|Delivery|Points/ }).waitFor()
  await root.page.locator(`[data-row="${orderId}"]`).getByRole('link', { name: 'Waiting' }).waitFor()

  await customer.page.locator('[data-event=CancellationRequested]', { hasText: 'since it took too long' }).waitFor()
  await running.process('pay').start()
  await orderBecomes(router, orderId)
  await customer.sees('It took too long, so the order was given up.')
  await customer.link('Order again').waitFor()
  await root.sees('No order is stuck.')
  await root.page.getByRole('tab', { name: 'Overview' }).click()
  await root.page.locator('[data-row=pay]', { hasText: 'Ready' }).waitFor()
  expect(root.faults).toEqual([])
  await root.close()
  await customer.close()
})
