/** The operator's console with much in it: without a mouse, without eyes, on a small screen, in the dark. */
import { until } from '@shop/dev/testing/until.ts'
import { MongoClient } from 'mongodb'
import { data } from '../component/shopping.ts'
import { admin } from '../component/tokens.ts'
import { newProduct, newUser, orderBecomes, place } from '../e2e/shopping.ts'
import { allLooks, tabTo, violations } from './accessibility.ts'
import { poison } from './poison.ts'
import type { Looks, Visitor } from './storefront.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront({ overrides: { operations: { STUCK_AFTER_MS: '1000' } } })

/** The services that receive every order's events; pay does not. */
const RECEIVERS = ['delivery', 'inventory', 'mypage', 'operations'].length

const ACT = (field: string) => `mutation ($input: DeadLettersInput!) { ${field}(input: $input) { state } }`
const LETTERS = 'query ($orderId: ID) { deadLetters(orderId: $orderId) { edges { node { id history { at } } } } }'

/** The letters of this order are there; each of them has failed before. */
let letters: string
let stuck: string
beforeAll(async () => {
  const { router, running } = open
  const [user, productId, given] = [
    await newUser(router),
    await newProduct(router, { name: 'Held up' }),
    await poison(open),
  ]
  await orderBecomes(router, await place(router, user, productId), 'CONFIRMED') // the charts have a line
  await open.settle()
  const act = (field: string, input: object) => data(router.request(ACT(field), { input }, admin))
  await act('discardDeadLetters', { filter: { orderId: given }, reason: 'made by hand' })
  letters = await poison(open)
  await open.settle()
  await act('replayDeadLetters', { filter: { orderId: letters } })
  await until('all have failed again', async () => {
    const found = JSON.stringify(await data(router.request(LETTERS, { orderId: letters }, admin)))
    return found.includes('"at"') && !found.includes('"history":[]')
  })
  await addUnit(await newProduct(router))
  await running.process('pay').stop()
  stuck = await place(router, user, productId)
}, 300_000)

/** A unit that never came, by a hand that writes into the database. */
async function addUnit(product: string): Promise<void> {
  const mongo = new MongoClient(open.running.mongoUri)
  const products = mongo.db(open.running.database).collection<{ _id: string }>('products')
  await products.updateOne({ _id: product }, { $inc: { 'state.stock': 1 } })
  await mongo.close()
}

type Sight = { readonly path: string; readonly has: string; readonly opens?: string }
const sights = (): readonly Sight[] => [
  { path: '/operations', has: '.u-over', opens: 'details' },
  { path: '/operations?tab=stuck', has: `[data-row="${stuck}"]` },
  { path: `/operations?tab=dead-letters&order=${letters}`, has: '[data-dead-letter]', opens: 'details' },
  { path: '/operations?tab=actions', has: 'tbody tr >> nth=1' },
]

async function see({ page }: Visitor, { path, has, opens }: Sight): Promise<void> {
  await page.goto(path)
  await page.locator(has).first().waitFor()
  if (opens) await page.$$eval(opens, (all) => all.forEach((each) => each.setAttribute('open', '')))
}

async function eachLook(looks: readonly Looks[], look: (visitor: Visitor) => Promise<void>): Promise<void> {
  for (const each of looks) {
    const visitor = await open.visitor('root', ['admin'], each)
    await look(visitor)
    expect(visitor.faults).toEqual([])
    await visitor.close()
  }
}

test.each(allLooks)('the filled console breaks no rule, nor what opens over it: %s, %s', (language, scheme) =>
  eachLook([{ language, scheme }], async (visitor) => {
    const { page } = visitor
    const found: string[] = []
    const check = async (where: string): Promise<void> => {
      found.push(...(await violations(page)).map((each) => `${where}: ${each}`))
    }
    for (const sight of sights()) {
      await see(visitor, sight)
      await check(sight.path)
    }
    await page.goto(`/operations?tab=dead-letters&order=${letters}`)
    const dialog = page.getByRole('alertdialog')
    await page.locator('[data-dead-letter] .button-plain').first().click()
    await dialog.locator('.button-danger').click()
    await dialog.locator('.field-fault').waitFor()
    await check('giving up')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.bar .button-secondary').click()
    await dialog.waitFor()
    await check('trying again')
    expect(found).toEqual([])
  }),
)

test('the filled console is no wider than a small screen, also with text twice as large', () =>
  eachLook([{ width: 320 }, { width: 390 }], async (visitor) => {
    const { page } = visitor
    for (const sight of sights()) {
      await see(visitor, sight)
      const { width } = page.viewportSize() ?? { width: 0 }
      if (width > 320) await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
      expect([sight.path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([sight.path, width])
    }
  }))

test('what does not add up is shown with the service that found it', () =>
  eachLook([{}], async (visitor) => {
    await visitor.go('/operations')
    await visitor.page.locator('[data-row="inventory units"]').waitFor()
  }))

test.each([
  ['en', 'This is no id of an order', 'Show all'],
  ['ko', '주문 ID 형식이 아닙니다', '전체 보기'],
] as const)('a filter that the shop refuses is explained in the language %s', (language, why, all) =>
  eachLook([{ language }], async (visitor) => {
    await visitor.go('/operations?tab=dead-letters&order=nonsense')
    await visitor.sees(new RegExp(why))
    await visitor.button(all).click()
    await visitor.page.locator('[data-dead-letter]').first().waitFor()
  }),
)

test('dead letters are found, tried again and given up by the keyboard alone', () =>
  eachLook([{}], async (visitor) => {
    const { page } = visitor
    const { keyboard } = page
    const orderId = await poison(open)
    const own = page.locator(`[data-dead-letter]:has(a[href="/orders/${orderId}"])`)
    const dialog = page.getByRole('alertdialog')
    await visitor.go('/operations')
    await page.locator('[data-row=order]').waitFor()
    await tabTo(page, 'Overview')
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await keyboard.press(key)
    await page.getByRole('searchbox', { name: 'Order id' }).waitFor()
    await tabTo(page, 'Order id')
    await keyboard.insertText(orderId)
    await page.waitForURL(`**order=${orderId}`)
    await own.nth(RECEIVERS - 1).waitFor()
    await page
      .locator(`[data-dead-letter]:not(:has(a[href="/orders/${orderId}"]))`)
      .first()
      .waitFor({ state: 'detached' })

    await tabTo(page, 'Try again')
    await keyboard.press('Enter')
    await dialog.locator(':focus').waitFor()
    await tabTo(page, 'Try again')
    await keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await own.getByText('Failed 1 time before').first().waitFor()

    await tabTo(page, 'All that are shown')
    await keyboard.press('Space')
    await tabTo(page, `Give ${RECEIVERS} up`)
    await keyboard.press('Enter')
    await dialog.locator(':focus').waitFor()
    await tabTo(page, 'Reason')
    await keyboard.type('no mouse at hand')
    await tabTo(page, 'Give up')
    await keyboard.press('Enter')
    await visitor.sees('No dead letter matches.')
    await tabTo(page, /^Dead letters [\d,]+$/)
    for (const key of ['ArrowRight', 'Enter']) await keyboard.press(key)
    await page.locator('tbody tr', { hasText: 'no mouse at hand' }).waitFor()
  }))
