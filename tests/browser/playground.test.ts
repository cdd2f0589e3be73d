/** The playground, as a newcomer uses it. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { until } from '@shop/dev/testing/until.ts'
import { bearer } from '../component/tokens.ts'
import { advance, newProduct } from '../e2e/shopping.ts'
import type { Visitor } from './storefront.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()
const WITHIN_MS = 60_000
const RUN = '.graphiql-execute-button'
const NAMES = [
  '1. Stock and points',
  '2. Place an order',
  '3. Watch the delivery',
  '4. Advance or cancel',
  '5. My page',
]

class Playground {
  readonly visitor: Visitor

  private constructor(visitor: Visitor) {
    this.visitor = visitor
  }

  static async open(): Promise<Playground> {
    const visitor = await open.visitor(undefined, [], { width: 1_366 })
    visitor.context.setDefaultTimeout(WITHIN_MS)
    await visitor.go('/graphql')
    const playground = new Playground(visitor)
    await playground.shows('.graphiql-query-editor', 'AddProduct')
    return playground
  }

  get page() {
    return this.visitor.page
  }

  async tab(name: string): Promise<void> {
    await this.page.locator('.graphiql-tab', { hasText: name }).getByRole('button').first().click()
  }

  names(): Promise<string[]> {
    return this.page.$$eval('.graphiql-tab-button', (all) => all.map((each) => each.textContent))
  }

  /** The only operation of the open tab. */
  run(): Promise<void> {
    return this.page.locator(`${RUN}:not([aria-haspopup])`).click()
  }

  /** One of the operations of the open tab, until its answer has that text. */
  async request(operation: string, answer: string): Promise<void> {
    await this.page.locator(`${RUN}[aria-haspopup=menu]`).click()
    await this.page.getByRole('menuitem', { name: operation }).click()
    await this.answers(answer)
  }

  /** What an editor has, of which only the lines in view are in the page. */
  async shows(editor: string, text: string): Promise<void> {
    let seen = ''
    const same = async (): Promise<boolean> => {
      const lines = await this.page.locator(`${editor} .view-lines`).first().textContent()
      seen = (lines ?? '').replaceAll('\u00a0', ' ')
      return seen.includes(text)
    }
    await until(text, same, WITHIN_MS).catch((cause: unknown) => {
      throw new Error(`${editor} shows ${seen} and not ${text}`, { cause })
    })
  }

  /** As the first two tabs say; then the third one is open, with the order's id. */
  async order(): Promise<string> {
    await this.tab('1. Stock')
    await this.request('AddProduct', 'addProduct')
    await this.request('GivePoints', '"points"')
    await this.tab('2. Place')
    await this.request('PlaceOrder', '"status": "PENDING"')
    await this.tab('3. Watch')
    await this.shows('.graphiql-editor-tool', '"orderId": "0')
    const variables = await this.page.locator('.graphiql-editor-tool .view-lines').first().textContent()
    return /[0-9a-f-]{36}/.exec(variables ?? '')?.[0] ?? ''
  }

  answers(text: string): Promise<void> {
    return this.shows('.graphiql-response', text)
  }

  logInAs(name: string): Promise<unknown> {
    return this.page.getByLabel('Log in as').selectOption({ label: name })
  }

  /** Of the newest stream. */
  async streamIs(state: string, text = ''): Promise<void> {
    await this.page.locator(`.stream[data-state=${state}]`, { hasText: text }).first().waitFor()
  }

  /** The statuses in the events of the newest stream. */
  async statuses(count: number): Promise<readonly string[]> {
    const stream = this.page.locator('.stream').first()
    await stream
      .locator('li')
      .nth(count - 1)
      .waitFor()
    const events = await stream.locator('li code').allTextContents()
    return events.map((each) => JSON.parse(each).deliveryStatusChanged?.status ?? each)
  }

  /** Of the newest stream's events. */
  times(): Promise<readonly string[]> {
    return this.page.locator('.stream').first().locator('li time').allTextContents()
  }

  /** Whatever the browser keeps beyond this page. */
  kept(): Promise<string> {
    return this.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')
  }
}

/** Lines of the open editor that do not end within it. */
const TOO_LONG = `(() => {
  const editor = document.querySelector('.graphiql-query-editor .monaco-editor')
  const { right } = editor.getBoundingClientRect()
  return [...editor.querySelectorAll('.view-line > span')]
    .filter((line) => line.getBoundingClientRect().right > right).map((line) => line.textContent)
})()`

test('the worked example: tabs keep their names, the order is carried on, its stream goes on beside them', async () => {
  const playground = await Playground.open()
  const { page, visitor } = playground
  expect(await playground.names()).toEqual(NAMES)
  for (const name of NAMES) {
    await playground.tab(name)
    expect([name, await page.evaluate(TOO_LONG)]).toEqual([name, []])
  }
  const orderId = await playground.order()
  await playground.run()
  await playground.answers('"PREPARING"')
  await playground.tab('4. Advance')
  await playground.shows('.graphiql-editor-tool', orderId)
  await playground.request('Advance', '"SHIPPED"')
  expect(await playground.statuses(2)).toEqual(['PREPARING', 'SHIPPED'])

  visitor.expectOutages()
  open.running.process('router').kill('SIGKILL')
  await playground.streamIs('reconnecting')
  await open.running.process('router').restart()
  await playground.streamIs('live', 'resumed')
  await advance(open.router, orderId)
  await advance(open.router, orderId)
  await advance(open.router, orderId)
  const journey = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
  expect(await playground.statuses(5)).toEqual(journey)
  expect(await playground.times()).toEqual(journey.map(() => expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/)))
  await playground.streamIs('ended')
  await playground.tab('3. Watch')
  await playground.answers('"DELIVERED"')

  await playground.tab('4. Advance')
  await playground.request('Order', '"COMPLETED"')
  await page.getByRole('tab', { name: 'Query plan' }).click()
  await page.locator('.plan', { hasText: 'Fetch(order)' }).waitFor()
  expect(await playground.names()).toEqual(NAMES)
  expect(await playground.kept()).not.toContain('eyJ')
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('a token that expires is renewed without a message, for streams and for the next request', async () => {
  const playground = await Playground.open()
  const { page, visitor } = playground
  visitor.expectOutages() // a refused request is one line in the browser's own log
  let logins = 0
  let expiresAt = 0
  await page.route('**/dev/login', async (route) => {
    logins += 1
    if (logins > 1) return route.continue()
    const token = await bearer({ user: 'developer', roles: ['admin', 'carrier', 'customer'], expiresIn: 10 })
    expiresAt = Date.now() + 10_000
    return route.fulfill({ json: { token: token.replace('Bearer ', '') } })
  })
  await page.reload()
  const orderId = await playground.order()
  await playground.run()
  expect(await playground.statuses(1)).toEqual(['PREPARING'])
  await until('the first token has expired', () => Date.now() > expiresAt, WITHIN_MS)
  await until('there is another', () => logins > 1, WITHIN_MS)
  await playground.streamIs('live')
  await advance(open.router, orderId)
  expect(await playground.statuses(2)).toEqual(['PREPARING', 'SHIPPED'])
  await playground.tab('5. My page')
  await playground.run()
  await playground.answers('"myPage"')
  await playground.tab('3. Watch')
  await page.locator('.stream').first().getByRole('button', { name: 'Stop' }).click()
  await playground.streamIs('stopped')
  await visitor.close()
})

test('a page of the router’s own origin follows what is public as docs/clients.md says, by the EventSource of the browser', async () => {
  const document = await readFile(path.join(projectRoot, 'docs', 'clients.md'), 'utf8')
  const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(document) ?? []
  const id = await newProduct(open.router, { stock: 4_711 })
  const visitor = await open.visitor()
  await visitor.go('/')
  const logged = visitor.page.waitForEvent('console', {
    predicate: (message) => message.text() === '4711',
    timeout: WITHIN_MS,
  })
  await visitor.page.evaluate(`{ ${code.replace('"tea"', `"${id}"`)} }`)
  await logged
  const refused = visitor.page.waitForEvent('console', {
    predicate: (message) => message.text().includes('there is no product "unknown"'),
    timeout: WITHIN_MS,
  })
  await visitor.page.evaluate(`{ ${code.replace('"tea"', '"unknown"')} }`)
  await refused
  expect(visitor.faults).toEqual([])
  await visitor.close()
})

test('each tab sends the token of its own log-in, and history runs under the present one', async () => {
  const playground = await Playground.open()
  const { page, visitor } = playground
  visitor.expectOutages()
  await playground.logInAs('kim (customer)')
  await playground.request('GivePoints', 'FORBIDDEN')
  await playground.logInAs('anyone (no token)')
  await playground.request('GivePoints', 'UNAUTHENTICATED')
  await playground.tab('5. My page')
  expect(await page.getByLabel('Log in as').inputValue()).toContain('developer')
  await page.reload()
  await playground.tab('1. Stock')
  expect(await page.getByLabel('Log in as').inputValue()).toBe('')
  await playground.logInAs('root (admin)')
  await page
    .getByRole('button', { name: /history/i })
    .first()
    .click()
  await page.locator('.graphiql-history-item').first().getByRole('button').first().click()
  await playground.request('GivePoints', '"points"')
  expect(await playground.kept()).not.toContain('eyJ')

  await page.getByRole('link', { name: new URL(open.running.url).host }).click()
  await page.waitForURL(`${open.running.url}/`)
  await page.locator('h1').waitFor()
  await visitor.close()
})
