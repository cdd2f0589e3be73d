/** `npm run screenshots`: the pictures of the READMEs, of a shop that is started for them. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { launchBrowser } from '@shop/dev/browser/launch.ts'
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { progress } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { loadDemo } from '@shop/dev/shop/demo.ts'
import { Shop } from '@shop/dev/shop/shop.ts'
import { buildStorefront } from '@shop/dev/storefront-build.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { MongoClient } from 'mongodb'
import type { Browser, Page } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'

const folder = path.join(projectRoot, 'docs', 'pictures')
const MAX_BYTES = 300_000
const size = { width: 840, height: 560 }
const step = progress()

const names = ['products', 'order', 'mine', 'deliveries', 'console'] as const
type PictureName = (typeof names)[number]
const fileOf = (name: PictureName): string => path.join(folder, `${name}.webp`)

type ScreenshotLooks = { readonly locale: string; readonly colorScheme: 'light' | 'dark' }
const plain: ScreenshotLooks = { locale: 'en-GB', colorScheme: 'light' }

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const pages = await buildStorefront(step)
  const browser = await launchBrowser(step)
  const shop = await step('Opening a shop', () => Shop.start({ pages }))
  try {
    await loadDemo(shop.url, shop.dataDir)
    await fillPastHour(shop)
    await step('Taking pictures', () => takeAll(browser, shop.url))
  } finally {
    await browser.close()
    await shop.stop()
  }
  const files = names.map(fileOf)
  const bytes = (await Promise.all(files.map((file) => stat(file)))).reduce((sum, each) => sum + each.size, 0)
  console.log(`${files.length} pictures, ${Math.round(bytes / 1_000)} KB, in ${path.relative(projectRoot, folder)}`)
  if (bytes > MAX_BYTES) throw new Obstacle(`The pictures are over ${MAX_BYTES / 1_000} KB: make them smaller.`)
}

const MINUTE_MS = 60_000
const MINUTES = 60

/** As the operations service keeps orders whose delivery is prepared. */
type PreparedOrder = {
  readonly _id: string
  readonly value: { readonly preparedAt: string; readonly waitingFor: null }
}

/** An hour in which people have ordered, for the picture of the console: the figures are made up, the page that shows them is not. */
async function fillPastHour(shop: Shop): Promise<void> {
  const now = Date.now()
  const orders = Array.from({ length: MINUTES }, (_, minute) => ordersOf(now - (minute + 1) * MINUTE_MS, minute)).flat()
  const mongo = new MongoClient(shop.mongoUri)
  await mongo.db(shop.database).collection<PreparedOrder>('operations_orders').insertMany(orders)
  await mongo.close()
}

/** Now more, now fewer; and the more there are, the longer each takes. */
function ordersOf(from: number, minute: number): PreparedOrder[] {
  const count = Math.round(26 + 14 * Math.sin(minute / 7) + 5 * Math.sin(minute * 2.3))
  return Array.from({ length: count }, (_, index) => {
    const placedAt = from + Math.floor((index * MINUTE_MS) / count)
    const tookMs = 34 + count / 2 + 9 * Math.sin(index * 1.7) + (index === 7 ? 45 + 2 * count : 0)
    return {
      _id: uuidv7({ msecs: placedAt }),
      value: { preparedAt: new Date(placedAt + tookMs).toISOString(), waitingFor: null },
    }
  })
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  const visit = (user: string, roles: readonly string[], looks = plain): Promise<Page> =>
    pageOf(browser, url, { user, roles }, looks)
  const park = await visit('park', ['customer'])
  await park.goto('/')
  await park.getByRole('link', { name: 'Walnut tray' }).waitFor()
  await take(park, 'products')
  for (const [product, quantity] of [
    ['ceramic-cup', 4],
    ['jeju-green-tea', 1],
    ['house-blend', 2],
  ] as const) {
    await park.goto(`/products/${product}/order?quantity=${quantity}`)
    await park.getByRole('textbox', { name: 'Delivery address' }).fill('서울시 중구 세종대로 110')
    await park.getByRole('button', { name: 'Place the order' }).click()
    await park.locator('[data-step=delivery][data-state=done]').waitFor()
  }
  const carrier = await visit('fast', ['carrier'])
  await carrier.goto('/carrier')
  await carrier.getByRole('link', { name: /House blend/ }).waitFor()
  await take(carrier, 'deliveries')
  for (const name of ['Shipped', 'In transit']) {
    const row = carrier.locator('[data-delivery]', { hasText: 'House blend' })
    await row.getByRole('button', { name: `→ ${name}` }).click()
    await carrier.getByRole('button', { name: 'Move on' }).click()
    await carrier.getByRole('tab', { name, exact: true }).click()
  }
  await park.locator('[data-status=IN_TRANSIT][data-reached]').waitFor()
  await park.locator('[data-event=DeliveryAdvanced]').nth(1).waitFor()
  await take(park, 'order')
  const mine = await visit('park', ['customer'], { locale: 'ko-KR', colorScheme: 'dark' })
  await mine.goto('/me')
  await mine.getByRole('link', { name: /Ceramic cup/ }).waitFor()
  await take(mine, 'mine')
  const root = await visit('root', ['admin'])
  await root.setViewportSize({ width: size.width, height: 900 }) // down to the charts
  await root.goto('/operations')
  await root.locator('[data-row=order]', { hasText: 'Ready' }).waitFor()
  await root.locator('.u-over').nth(1).waitFor()
  await take(root, 'console')
}

async function pageOf(browser: Browser, baseURL: string, login: object, looks: ScreenshotLooks): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport: size, reducedMotion: 'reduce', ...looks })
  await context.addInitScript((text) => sessionStorage.setItem('dev-login', text), JSON.stringify(login))
  return context.newPage()
}

/** As WebP, which Chromium makes by itself: sharp letters in a third of the bytes of a PNG. */
async function take(page: Page, name: PictureName): Promise<void> {
  await page.evaluate('document.fonts.ready')
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 90 })
  await writeFile(fileOf(name), Buffer.from(data, 'base64'))
}

await commandLine({
  script: 'screenshots',
  does: 'Takes the pictures of the READMEs anew, of a shop that is started for them.',
  examples: { '': 'into docs/pictures' },
})
  .action(() => runMain(main))
  .parseAsync()
process.exit()
