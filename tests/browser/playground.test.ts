/** The playground, as a newcomer uses it. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { until } from '@shop/dev/testing/until.ts'
import { openNetwork } from '../clients/network.ts'
import { bearer } from '../component/tokens.ts'
import { advance, newProduct } from '../e2e/shopping.ts'
import { PlaygroundPage, type TabOutcome } from './playground-page.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()
const WITHIN_MS = 60_000
const NAMES = [
  '1. Stock and points',
  '2. Place an order',
  '3. Watch the delivery',
  '4. Advance or cancel',
  '5. My page',
]

/** Lines of the open editor that do not end within it. */
const TOO_LONG = `(() => {
  const editor = document.querySelector('.graphiql-query-editor .monaco-editor')
  const { right } = editor.getBoundingClientRect()
  return [...editor.querySelectorAll('.view-line > span')]
    .filter((line) => line.getBoundingClientRect().right > right).map((line) => line.textContent)
})()`

test('the worked example: tabs keep their names, the order is carried on, its stream goes on beside them', async () => {
  const playground = await PlaygroundPage.open(open)
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
  const router = open.running.process('router')
  router.kill('SIGKILL')
  await router.stop() // away until it is started
  await playground.streamIs('reconnecting', 'the router or the network is away')
  await page.getByRole('tab', { name: 'Streams (1 of 1 open, 1 cut off)' }).waitFor()
  await playground.tab('5. My page')
  await playground.run()
  await playground.answers('The router does not answer')
  await router.start()
  await playground.streamIs('live', 'resumed')
  await playground.run()
  await playground.answers('"myPage"')
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
  const playground = await PlaygroundPage.open(open)
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

test('a network that is dropped, seen by the browser or not: the stream goes on after its last event, none lost, none twice', async () => {
  const network = await openNetwork(open.running.url)
  const playground = await PlaygroundPage.open(open, network.url)
  const { page, visitor } = playground
  const orderId = await playground.order()
  await playground.run()
  expect(await playground.statuses(1)).toEqual(['PREPARING'])

  visitor.expectOutages()
  network.refuse()
  network.freeze()
  await visitor.context.setOffline(true)
  await playground.streamIs('reconnecting')
  for (const status of ['SHIPPED', 'IN_TRANSIT']) await advance(open.router, orderId, status)
  network.accept()
  await visitor.context.setOffline(false)
  await playground.streamIs('live', 'resumed')
  const journey = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
  expect(await playground.statuses(3)).toEqual(journey.slice(0, 3))

  network.refuse()
  network.freeze() // a pong does not come, which the browser does not tell
  await page.clock.fastForward(5_100)
  await page.clock.fastForward(5_100)
  await playground.streamIs('reconnecting')
  for (const status of ['OUT_FOR_DELIVERY', 'DELIVERED']) await advance(open.router, orderId, status)
  network.accept()
  await playground.streamIs('ended')
  expect(await playground.statuses(5)).toEqual(journey)
  await visitor.close()
  await network.close()
})

const DEVELOPER = { sub: 'developer', roles: ['admin', 'carrier', 'customer'] }
const [KIM, FAST, ROOT] = [
  { sub: 'kim', roles: ['customer'] },
  { sub: 'fast', roles: ['carrier'] },
  { sub: 'root', roles: ['admin'] },
]

test('each log-in changes whom the tab asks as and what it may do, in that tab alone; history runs under the present one', async () => {
  const playground = await PlaygroundPage.open(open)
  const { page, visitor } = playground
  visitor.expectOutages()
  await playground.order()
  const options = await page.getByLabel('Log in as').getByRole('option').allTextContents()
  const outcomes = async (operation: string): Promise<readonly TabOutcome[]> => {
    const all: TabOutcome[] = []
    for (const option of options) {
      await playground.logInAs(option)
      all.push(await playground.outcome(operation))
    }
    return all
  }
  const [refused, unknown] = [{ code: 'FORBIDDEN' }, { code: 'UNAUTHENTICATED' }]
  await playground.tab('4. Advance')
  expect(await outcomes('Advance')).toEqual([DEVELOPER, { ...KIM, ...refused }, FAST, ROOT, unknown])
  await playground.tab('1. Stock')
  expect(await page.getByLabel('Log in as').inputValue()).toContain('developer')
  expect(await outcomes('GivePoints')).toEqual([
    DEVELOPER,
    { ...KIM, ...refused },
    { ...FAST, ...refused },
    ROOT,
    unknown,
  ])
  await playground.answers('UNAUTHENTICATED')

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

  // To the storefront, and back.
  const { host } = new URL(open.running.url)
  await page.getByRole('link', { name: host }).click()
  await page.waitForURL(`${open.running.url}/`)
  await page.locator('h1').waitFor()
  await page.getByRole('link', { name: 'GraphQL playground' }).click()
  await page.waitForURL(`${open.running.url}/graphql`)
  await playground.shows('.graphiql-query-editor', 'AddProduct')
  await visitor.close()
})
