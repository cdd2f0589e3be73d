/** `npm run bench:storefront`: Lighthouse's judgement, what a first visit loads, from a click to the confirmed step, and many open pages. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { launchBrowser } from '@shop/dev/browser/launch.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { freePort } from '@shop/dev/ports.ts'
import { progress } from '@shop/dev/progress.ts'
import { buildStorefront } from '@shop/dev/storefront-build.ts'
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { distribution } from '../../saga/src/load/percentiles.ts'
import { machine } from '../../saga/src/machine.ts'
import { table } from '../../saga/src/report/table.ts'
import { installLighthouse, audit } from './lighthouse.ts'
import { openPages } from './open-pages.ts'
import { clicksToConfirmed, scriptBytes, visit } from './pages.ts'
import { BenchShop, PRODUCT } from './shop.ts'

const WARM_UP_CLICKS = 10
const CLICKS = 60
const BUYER = 'kim'
const step = progress()

type StorefrontBenchOptions = { readonly pages: number }

async function main({ pages: count }: StorefrontBenchOptions): Promise<void> {
  await installLighthouse()
  const { cpu, cores, loadBefore, freeShare, commit } = await machine()
  const built = await buildStorefront(step)
  const port = await freePort()
  const browser = await launchBrowser(step, [`--remote-debugging-port=${port}`])
  const shop = await step('Opening a shop', () => BenchShop.open(built))
  const users = Array.from({ length: count }, (_, index) => `user-${index}`)
  try {
    await step('Filling it', () => shop.fund([BUYER, ...users]))
    console.log(`${cpu}, ${cores} cores, load ${loadBefore.toFixed(1)}, free ${freeShare.toFixed(2)}, ${commit}\n`)
    const bytes = await step('What a first visit loads', () => scriptBytes(browser, shop.url, `/products/${PRODUCT}`))
    console.log(`JavaScript of a first visit to a product's page: ${Math.round(bytes / 1_000)} KB, compressed\n`)
    await measureClicks(shop, browser)
    await step('Lighthouse', () => measureLighthouse(shop, port))
    const moved = await step(`${count} open pages`, () => openPages(shop, browser, users))
    const rows = [
      [`${count} sockets, each its own order`, moved.own],
      ['real pages among them', moved.real],
      [`one product, all ${count} sockets`, moved.shared],
    ] as const
    console.log(
      table(
        ['moves after', 'count', 'p50 ms', 'p99 ms', 'max ms'],
        rows.map(([name, values]) => row(name, values)),
      ),
    )
  } finally {
    await browser.close()
    await shop.stop()
  }
}

function row(name: string, values: readonly number[]): (string | number | null)[] {
  const { count, p50, p99, max } = distribution(values)
  return [name, count, p50, p99, max]
}

async function measureClicks(shop: BenchShop, browser: Browser): Promise<void> {
  const context = await visit(browser, shop.url, BUYER)
  await step('Warming up', () => clicksToConfirmed(context, WARM_UP_CLICKS))
  const clicks = await step('Clicks on "Place the order"', () => clicksToConfirmed(context, CLICKS))
  console.log(
    `${table(['from a click to', 'count', 'p50 ms', 'p99 ms', 'max ms'], [row('the confirmed step', clicks)])}\n`,
  )
  await context.close()
}

async function measureLighthouse(shop: BenchShop, port: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-storefront-'))
  const orderId = await shop.place(BUYER)
  const attached = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const page = await attached.contexts()[0]?.newPage()
  await page?.goto(shop.url)
  await page?.evaluate(`localStorage.setItem('dev-login', '{"user":"${BUYER}","roles":["customer"]}')`)
  await page?.close()
  const rows = []
  for (const [name, where] of [
    ['products', '/'],
    ['order', `/orders/${orderId}`],
    ['my page', '/me'],
  ] as const) {
    const { categories, audits } = await audit(shop.url + where, port, folder)
    const percent = ({ score }: { readonly score: number | null }): number => Math.round((score ?? 0) * 100)
    rows.push([
      ...[
        name,
        percent(categories.performance),
        percent(categories.accessibility),
        percent(categories['best-practices']),
      ],
      ...[audits['first-contentful-paint'], audits['largest-contentful-paint'], audits['total-blocking-time']].map(
        ({ numericValue }) => Math.round(numericValue ?? 0),
      ),
      audits['cumulative-layout-shift'].numericValue ?? 0,
    ])
  }
  await rm(folder, { recursive: true, force: true })
  const head = ['page', 'performance', 'accessibility', 'best practices', 'FCP ms', 'LCP ms', 'blocking ms', 'CLS']
  console.log(`${table(head, rows)}\n`)
}

await commandLine({
  script: 'bench:storefront',
  does: 'Measures the pages: Lighthouse, their scripts, from a click to the confirmed step, and many that are open at once.',
  examples: { '': 'with 500 open pages', '--pages 100': 'with a hundred' },
})
  .option('--pages <count>', 'how many are open at once', wholeNumber, 500)
  .action((options) => runMain(() => main(options)))
  .parseAsync()
process.exit()
