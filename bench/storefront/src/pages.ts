/** What a page loads at first, and how long it takes from a click to what is then seen. */
import type { Browser, BrowserContext } from 'playwright-core'
import { ADDRESS, PRODUCT } from './shop.ts'

const TIMEOUT_MS = 60_000

export async function visit(browser: Browser, baseURL: string, user: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, locale: 'en-GB' })
  context.setDefaultTimeout(TIMEOUT_MS)
  const login = JSON.stringify({ user, roles: ['customer'] })
  await context.addInitScript((text) => sessionStorage.setItem('dev-login', text), login)
  return context
}

/** Bytes of JavaScript, as they are sent, until the page is quiet. */
export async function scriptBytes(browser: Browser, baseURL: string, path: string): Promise<number> {
  const context = await browser.newContext({ baseURL })
  const page = await context.newPage()
  let bytes = 0
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') bytes += Number(response.headers()['content-length'] ?? 0)
  })
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  await context.close()
  return bytes
}

/** Within the page: from the click to the step's mark, so that the driver of the browser is not measured. */
const CLICK = `new Promise((resolve) => {
  const button = document.querySelector('form button[type=submit]')
  const seen = () => document.querySelector('[data-step=payment][data-state=done]')
  new MutationObserver((_changes, observer) => {
    if (!seen()) return
    observer.disconnect()
    resolve(performance.now() - clicked)
  }).observe(document, { subtree: true, childList: true, attributes: true })
  const clicked = performance.now()
  button.click()
})`

/** Milliseconds from each click on "Place the order" to the payment's step on the order's page. */
export async function clicksToConfirmed(context: BrowserContext, times: number): Promise<readonly number[]> {
  const page = await context.newPage()
  const took: number[] = []
  for (let time = 0; time < times; time += 1) {
    await page.goto(`/products/${PRODUCT}/order?quantity=1`)
    await page.getByRole('textbox', { name: 'Delivery address' }).fill(ADDRESS)
    took.push(await page.evaluate<number>(CLICK))
  }
  await page.close()
  return took
}
