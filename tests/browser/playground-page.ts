/** The playground's page, as a newcomer uses it. */
import { until } from '@shop/dev/testing/until.ts'
import { decodeJwt } from 'jose'
import type { Storefront, Visitor } from './storefront.ts'

const WITHIN_MS = 60_000
const RUN = '.graphiql-execute-button'

/** As whom an operation was sent, and the code of its error. */
export type TabOutcome = {
  readonly sub: string | undefined
  readonly roles: readonly string[] | undefined
  readonly code: string | undefined
}
type LoginClaims = { readonly roles: readonly string[] }

export class PlaygroundPage {
  readonly visitor: Visitor

  private constructor(visitor: Visitor) {
    this.visitor = visitor
  }

  /** @param by another address of the router: there, what waits for seconds can be hurried by the page's clock. */
  static async open(storefront: Storefront, by?: string): Promise<PlaygroundPage> {
    const visitor = await storefront.visitor(undefined, [], { width: 1_366, ...(by && { alsoFrom: by }) })
    visitor.context.setDefaultTimeout(WITHIN_MS)
    if (by) await visitor.page.clock.install()
    await visitor.go(`${by ?? ''}/graphql`)
    const playground = new PlaygroundPage(visitor)
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
    await this.#choose(operation)
    await this.answers(answer)
  }

  /** As whom one of the operations of the open tab is sent, and the code of its error. */
  async outcome(operation: string): Promise<TabOutcome> {
    const answered = this.page.waitForResponse(
      (response) => response.request().postDataJSON()?.operationName === operation,
    )
    await this.#choose(operation)
    const response = await answered
    const { authorization } = response.request().headers()
    const { sub, roles } = authorization ? decodeJwt<LoginClaims>(authorization.replace('Bearer ', '')) : {}
    const { errors } = await response.json()
    return { sub, roles: roles?.toSorted(), code: errors?.[0]?.extensions?.code }
  }

  async #choose(operation: string): Promise<void> {
    await this.page.locator(`${RUN}[aria-haspopup=menu]`).click()
    await this.page.getByRole('menuitem', { name: operation }).click()
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
