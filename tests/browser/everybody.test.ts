/** The pages for everybody: without a mouse, without eyes, on a small screen, in the dark. */
import { until } from '@shop/dev/testing/until.ts'
import { bearer } from '../component/tokens.ts'
import { newProduct, newUser, place } from '../e2e/shopping.ts'
import { allLooks, tabTo, violations } from './accessibility.ts'
import type { Looks, Visitor } from './storefront.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()
/** Compressed JavaScript that a first visit to a product's page loads. */
const MAX_SCRIPT_BYTES = 160_000

const HAS_STYLES = "getComputedStyle(document.querySelector('.header')).position === 'sticky'"

let productId: string
let orderId: string
let user: string
beforeAll(async () => {
  productId = await newProduct(open.router, { name: 'Everybody’s cup' })
  user = await newUser(open.router)
  orderId = await place(open.router, user, productId)
})

const everyRole = ['customer', 'carrier', 'admin']
const pages = () => [
  ...['/', `/products/${productId}`, `/products/${productId}/order?quantity=2`, `/orders/${orderId}`, '/me'],
  ...['/carrier', '/admin', '/sign-in', '/components', '/nothing-here', '/operations'],
  ...['stuck', 'dead-letters', 'actions'].map((tab) => `/operations?tab=${tab}`),
]

/** Every page, three at a time: each waits for most of its time. */
async function visitAll(looks: Looks, look: (visitor: Visitor, path: string) => Promise<void>): Promise<void> {
  const left = pages()
  const visit = async (): Promise<void> => {
    const visitor = await open.visitor(user, everyRole, looks)
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await visitor.go(path)
      await settled(visitor)
      await look(visitor, path)
    }
    await visitor.close()
  }
  await Promise.all([visit(), visit(), visit()])
}

async function settled({ page }: Visitor): Promise<void> {
  await page.locator('h1').waitFor()
  await page.locator('main > .loading, .page > .loading').first().waitFor({ state: 'detached' })
  await page.waitForLoadState('networkidle').catch(() => undefined)
}

test.each(allLooks)('no page breaks a rule of accessibility, nor the policy: %s, %s', async (language, scheme) => {
  const found: string[] = []
  await visitAll({ language, scheme }, async (visitor, path) => {
    found.push(...(await violations(visitor.page)).map((each) => `${path}: ${each}`), ...visitor.faults)
  })
  expect(found).toEqual([])
})

test.each(allLooks)(
  'before the scripts have run there is a page too, by every rule: %s, %s',
  async (language, scheme) => {
    for (const width of [390, 1_100]) {
      const visitor = await open.visitor(undefined, [], { language, scheme, width })
      const { page } = visitor
      const held = Promise.withResolvers<void>()
      await page.route('**/*.js', async (route) => {
        await held.promise
        await route.continue()
      })
      await page.goto('/', { waitUntil: 'commit' })
      await until('it has its styles', () => page.evaluate<boolean>(HAS_STYLES), 60_000)
      await page.locator('main[aria-busy]').waitFor()
      const { height } = (await page.locator('.header').boundingBox()) ?? {}
      expect(await violations(page)).toEqual([])
      held.resolve()
      await page.locator('h1').waitFor()
      expect(await page.locator('main[aria-busy]').count()).toBe(0)
      // On a narrow screen the words of a language may need a row more.
      if (width > 1_000) expect((await page.locator('.header').boundingBox())?.height).toBe(height)
      expect(visitor.faults).toEqual([])
      await visitor.close()
    }
  },
)

test.each(['light', 'dark'] as const)('neither does what opens over a page: %s', async (scheme) => {
  const visitor = await open.visitor(user, everyRole, { scheme })
  const { page } = visitor
  const menu = page.locator('header').getByRole('button', { name: user })
  await visitor.go(`/orders/${await place(open.router, user, productId)}`)
  await visitor.stepsAre('done done done done')
  await menu.click()
  await page.getByRole('menu').waitFor()
  expect(await violations(visitor.page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await visitor.button('Cancel this order').click()
  await page.getByRole('alertdialog').waitFor()
  expect(await violations(visitor.page)).toEqual([])
  await visitor.go('/carrier')
  await visitor.button('→ Shipped').first().click()
  await page.getByRole('alertdialog').waitFor()
  expect(await violations(visitor.page)).toEqual([])
  await visitor.go('/components')
  await visitor.button('Say something').click()
  await page.locator('.toast').waitFor()
  expect(await violations(visitor.page)).toEqual([])
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test.each([320, 390])('no page is wider than a screen of %i pixels, also with text twice as large', async (width) => {
  const tooWide: string[] = []
  await visitAll({ width }, async ({ page }, path) => {
    const wide = () => page.evaluate<number>('document.documentElement.scrollWidth')
    if ((await wide()) > width) tooWide.push(path)
    if (width === 320) return
    await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    if ((await wide()) > width) tooWide.push(`${path} at 200 %`)
  })
  expect(tooWide).toEqual([])
})

test('an order is placed and cancelled by the keyboard alone', async () => {
  const visitor = await open.visitor(await newUser(open.router), ['customer'])
  const { page } = visitor
  await visitor.go('/')
  await page.getByRole('link', { name: 'Everybody’s cup' }).waitFor()
  await tabTo(page, /Everybody’s cup/)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/products/*')
  await tabTo(page, 'Order')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/order?*')
  await page.getByRole('textbox', { name: 'Delivery address' }).waitFor()
  await tabTo(page, 'Delivery address')
  await page.keyboard.type('1 Main St')
  await tabTo(page, 'Place the order')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/orders/*')
  await visitor.stepsAre('done done done done')
  await tabTo(page, 'Cancel this order')
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor()
  await tabTo(page, 'Cancel the order')
  await page.keyboard.press('Enter')
  await visitor.stepsAre('done back back back')
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('a first visit to a product loads little, and nothing from elsewhere', async () => {
  const visitor = await open.visitor()
  let bytes = 0
  visitor.page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    bytes += Number(response.headers()['content-length'] ?? 0)
  })
  await visitor.go(`/products/${productId}`)
  await visitor.link('Order').waitFor()
  await visitor.page.waitForLoadState('networkidle')
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES)
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('a search and a tab stand in the address, leave the focus where it is, and Back takes them back', async () => {
  const visitor = await open.visitor(user, everyRole)
  const { page } = visitor
  await visitor.go('/')
  await page.getByRole('searchbox').pressSequentially('every cup')
  await page.waitForURL('**/?search=every+cup')
  expect(await page.getByRole('searchbox').inputValue()).toBe('every cup')
  await page.reload()
  await page.getByRole('link', { name: 'Everybody’s cup' }).waitFor()
  await page.locator('header').getByRole('link', { name: 'My page' }).click()
  const tab = page.getByRole('tab', { name: 'Point history' })
  await tab.click()
  await page.waitForURL('**/me?tab=points')
  expect(await tab.evaluate('document.activeElement.textContent')).toBe('Point history')
  await page.goBack()
  await page.getByRole('tab', { name: 'Purchases', selected: true }).waitFor()
  await page.goBack()
  await page.waitForURL('**/?search=every+cup')
  expect(await page.getByRole('searchbox').inputValue()).toBe('every cup')
  await visitor.go('/admin?tab=orders&status=REJECTED')
  expect(await page.locator('main').getByRole('combobox').inputValue()).toBe('REJECTED')
  await visitor.close()
})

test('a list goes on by scrolling and by a button, and is as long as it was when one comes back', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `long-${String(index + 10)}`)
  await Promise.all(ids.map((id) => newProduct(open.router, { id, name: `Long ${id}` })))
  const visitor = await open.visitor()
  const { page } = visitor
  const shown = page.locator('.products > li')
  const hasCards = (count: number) =>
    until(`${count} products are shown`, async () => (await shown.count()) >= count, 60_000)
  await visitor.go('/?search=long')
  await hasCards(24)
  await page.mouse.move(500, 500)
  await until(
    'the list has grown by scrolling',
    async () => {
      await page.mouse.wheel(0, 2_000)
      return (await shown.count()) === 60
    },
    60_000,
  )
  await page.getByRole('link', { name: 'Long long-69' }).click()
  await page.waitForURL('**/products/long-69')
  await visitor.link('Order').waitFor()
  await page.goBack()
  await hasCards(60)
  await until('the scroll position is restored', () =>
    page.getByRole('link', { name: 'Long long-69' }).evaluate((at) => at.getBoundingClientRect().top < 800),
  )
  expect(visitor.faults).toEqual([])
  await visitor.close()

  // Where nothing scrolls, such as for a screen reader, the button does it.
  const quiet = await open.visitor()
  await quiet.page.addInitScript('globalThis.IntersectionObserver = class { observe() {} disconnect() {} }')
  await quiet.go('/?search=long')
  const more = quiet.button('Show more')
  await more.focus()
  await quiet.page.keyboard.press('Enter')
  await until('the next page is there', async () => (await quiet.page.locator('.products > li').count()) === 48, 60_000)
  await more.waitFor()
  expect(await quiet.page.evaluate('document.activeElement.textContent')).toBe('Show more')
  await quiet.close()
})

test('a token that expires while the page is open is renewed without a word', async () => {
  const visitor = await open.visitor(user, ['customer'])
  const { page } = visitor
  let renewals = -1
  await page.route('**/dev/login', async (route) => {
    renewals++
    const token = (await bearer({ user, roles: ['customer'], expiresIn: 8 })).replace('Bearer ', '')
    await route.fulfill({ json: { token } })
  })
  await page.addInitScript(`addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    if (document.querySelector('.connection')?.textContent) globalThis.said = true
  }).observe(document, { subtree: true, childList: true, characterData: true }))`)
  const id = await place(open.router, user, productId)
  await visitor.go(`/orders/${id}`)
  await visitor.stepsAre('done done done done')
  await until('the token was renewed twice', () => renewals >= 2, 60_000)
  await visitor.button('Cancel this order').click()
  await visitor.button('Cancel the order').click()
  await visitor.stepsAre('done back back back')
  expect(await page.evaluate('globalThis.said')).toBeUndefined()
  expect(visitor.faults).toEqual([])
  await visitor.close()
})
