/** A shop with its storefront, and people who use it in a real browser. */
import { launchBrowser } from '@shop/dev/browser/launch.ts'
import { silent } from '@shop/dev/progress.ts'
import { until } from '@shop/dev/testing/until.ts'
import { buildStorefront } from '@shop/dev/storefront-build.ts'
import type { ShopOptions } from '@shop/dev/shop/shop.ts'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { OpenShop } from '../e2e/open-shop.ts'

const OPENS_WITHIN_MS = 300_000 // a browser may have to be got first
const TEST_WITHIN_MS = 300_000
const STEP_WITHIN_MS = 60_000 // on a machine that has much else to do

/** What a worker or a script that cannot be loaded rejects with: an Event, which has no message. */
const LOAD_FAILED = 'Event'

export type Looks = {
  readonly language?: 'en' | 'ko'
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  /** An origin beside the shop's that pages may be of. */
  readonly alsoFrom?: string
}

export class Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** What no page may cause: errors, reports of the policy, requests to another host. */
  readonly faults: string[] = []
  /** Addresses that are cut off on purpose fail, and the browser says so. */
  #cutOff = false

  constructor(context: BrowserContext, page: Page, origins: readonly string[]) {
    this.context = context
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error' && !this.#cutOff) this.faults.push(message.text())
    })
    page.on('pageerror', ({ message }) => {
      if (!this.#cutOff || message !== LOAD_FAILED) this.faults.push(message)
    })
    page.on('request', (request) => {
      const { origin } = new URL(request.url())
      if (origin !== 'null' && !origins.includes(origin)) this.faults.push(request.url())
    })
  }

  /** From now on, failed requests are no faults of the page's. */
  expectOutages(): void {
    this.#cutOff = true
  }

  go(path: string): Promise<unknown> {
    return this.page.goto(path)
  }

  /** By what it is for those who do not see it. */
  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  link(name: string | RegExp) {
    return this.page.getByRole('link', { name, exact: typeof name === 'string' })
  }

  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).filter({ visible: true }).first().waitFor()
  }

  /** Waits until the order's steps are these. */
  async stepsAre(states: string): Promise<void> {
    let seen = ''
    const same = async (): Promise<boolean> => {
      seen = (await this.attributes('data-step', 'data-state')).join(' ')
      return seen === states
    }
    await until(`the steps are ${states}`, same, STEP_WITHIN_MS).catch((error: unknown) => {
      throw new Error(`they are ${seen}`, { cause: error })
    })
  }

  /** Waits until the timeline has so many steps, and answers their names. */
  async timeline(length: number): Promise<readonly string[]> {
    let seen: readonly string[] = []
    const enough = async (): Promise<boolean> => {
      seen = await this.attributes('data-event', 'data-event')
      return seen.length >= length
    }
    await until(`the timeline has ${length} steps`, enough, STEP_WITHIN_MS)
    return seen
  }

  /** Of all elements that have one attribute, the value of another. */
  private attributes(having: string, name: string): Promise<string[]> {
    return this.page.$$eval(`[${having}]`, (all, wanted) => all.map((each) => each.getAttribute(wanted) ?? ''), name)
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

export class Storefront extends OpenShop {
  #browser: Browser | undefined

  async open(options: ShopOptions = {}): Promise<void> {
    const [pages, browser] = await Promise.all([buildStorefront(silent), launchBrowser(silent)])
    this.#browser = browser
    await this.start({ ...options, pages })
  }

  async close(): Promise<void> {
    await this.#browser?.close()
    await this.stop()
  }

  /** A user with a browser of their own; without roles: not logged in. */
  async visitor(user?: string, roles: readonly string[] = [], looks: Looks = {}): Promise<Visitor> {
    if (!this.#browser) throw new Error('the storefront is not open yet')
    const { language = 'en', scheme = 'light', width = 1_100, alsoFrom } = looks
    const context = await this.#browser.newContext({
      baseURL: this.running.url,
      locale: language === 'ko' ? 'ko-KR' : 'en-GB',
      colorScheme: scheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(STEP_WITHIN_MS)
    if (user !== undefined) {
      const login = JSON.stringify({ user, roles })
      await context.addInitScript((text) => sessionStorage.setItem('dev-login', text), login)
    }
    return new Visitor(context, await context.newPage(), [this.running.url, alsoFrom ?? ''])
  }
}

/** Opens a shop with its storefront before the tests of the file that calls this, and closes it after them. */
export function openStorefront(options: ShopOptions = {}): Storefront {
  import.meta.jest.setTimeout(TEST_WITHIN_MS)
  const storefront = new Storefront()
  beforeAll(() => storefront.open(options), OPENS_WITHIN_MS)
  afterAll(() => storefront.close(), OPENS_WITHIN_MS)
  return storefront
}
