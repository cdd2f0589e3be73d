/** Signing in at an OpenID provider, as in production. */
import { freePort } from '@shop/dev/ports.ts'
import { until } from '@shop/dev/testing/until.ts'
import type { Page } from 'playwright-core'
import { OpenIdProvider } from './oidc-provider.ts'
import { Storefront } from './storefront.ts'

import.meta.jest.setTimeout(300_000)
const TOKEN_SECONDS = 12

const storefront = new Storefront()
let provider: OpenIdProvider

beforeAll(async () => {
  import.meta.jest.spyOn(console, 'warn').mockImplementation(() => undefined) // the provider says that it is one for tests
  const port = await freePort()
  const shop = `http://127.0.0.1:${port}`
  const audience = 'membership-shop'
  provider = await OpenIdProvider.start({
    ...{ shop, audience, tokenSeconds: TOKEN_SECONDS },
    rolesOf: (user) => (user === 'root' ? ['admin', 'customer'] : ['customer']),
  })
  const { issuer } = provider
  await storefront.open({
    ports: { router: port },
    overrides: {
      all: {
        JWT_ROLES_CLAIM: OpenIdProvider.rolesClaim,
        JWT_SECRET: '',
        JWKS_URL: `${issuer}/jwks`,
        JWT_ISSUER: issuer,
        JWT_AUDIENCE: audience,
      },
      router: { DEV_LOGIN: 'off', OIDC_ISSUER: issuer, OIDC_CLIENT_ID: OpenIdProvider.clientId },
    },
  })
})
afterAll(async () => {
  await storefront.close()
  await provider.stop()
})

async function logInAs(page: Page, user: string): Promise<void> {
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
  await page.locator('input[name=login]').fill(user)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('logged in, renewed before the token expires, kept over a reload, logged out; no token is stored', async () => {
  const visitor = await storefront.visitor(undefined, [], { alsoFrom: provider.issuer })
  const { page } = visitor
  let renewals = 0
  page.on('request', (request) => {
    if (request.postData()?.includes('grant_type=refresh_token')) renewals++
  })
  await visitor.go('/sign-in?to=/admin')
  await logInAs(page, 'root')
  await page.waitForURL('**/admin')
  visitor.faults.length = 0 // the provider's own pages are not ours

  const form = (name: string) => page.locator('form', { hasText: name })
  const add = form('Add a product')
  await add.getByRole('textbox', { name: 'Name' }).fill('Key')
  await add.getByRole('textbox', { name: 'Product id' }).fill('key')
  await add.getByRole('button', { name: 'Add a product' }).click()
  await visitor.sees('The product is on the shelf.')
  await page.getByRole('tab', { name: 'Points' }).click()
  await page.getByRole('textbox', { name: 'User' }).fill('root')
  await visitor.button('Give points').click()
  await visitor.sees('root has 10,000 P now.')

  // Longer than the first token is good for, with a stream open all the while.
  await page.locator('header').getByRole('link', { name: 'Products' }).click()
  await page.getByRole('link', { name: 'Key' }).click()
  await until('the token was renewed twice', () => renewals >= 2, 60_000)
  await visitor.link('Order').click()
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await visitor.button('Place the order').click()
  await page.waitForURL('**/orders/*')
  await visitor.stepsAre('done done done done')
  expect(visitor.faults).toEqual([])

  const kept = await page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}])')
  expect(kept).not.toMatch(/eyJ/)

  const order = page.url()
  const staysLoggedIn = async (tab: typeof page): Promise<void> => {
    await tab.getByRole('button', { name: /root/ }).waitFor()
    await tab.waitForURL(order)
    await tab.locator('[data-step=delivery][data-state=done]').waitFor()
  }
  await page.reload()
  await staysLoggedIn(page)
  await page.reload()
  await staysLoggedIn(page)
  const another = await visitor.context.newPage()
  await another.goto(order)
  await staysLoggedIn(another)
  expect(visitor.faults).toEqual([])

  await page.getByRole('button', { name: /root/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: /Yes/ }).click()
  await page.waitForURL((url) => url.origin === new URL(order).origin && url.pathname === '/')
  for (const tab of [page, another]) await tab.locator('header').getByRole('link', { name: 'Sign in' }).waitFor()
  await page.goto(order)
  await visitor.sees('Sign in to see this page.')
  expect(page.url()).toBe(order)
  await visitor.link('Sign in').last().click()
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
  await page.locator('input[name=login]').waitFor() // the provider's session has ended, too
  await visitor.close()
})

test('a user whose session at the provider has ended is logged out after a reload, on the same page', async () => {
  const visitor = await storefront.visitor(undefined, [], { alsoFrom: provider.issuer })
  const { page } = visitor
  await visitor.go('/sign-in?to=/me')
  await logInAs(page, 'kim')
  await page.waitForURL('**/me')
  await page.getByRole('button', { name: /kim/ }).waitFor()
  await visitor.context.clearCookies()
  await page.reload()
  await page.locator('header').getByRole('link', { name: 'Sign in' }).waitFor()
  await page.waitForURL('**/me')
  await page.reload()
  await page.locator('header').getByRole('link', { name: 'Sign in' }).waitFor()
  await visitor.close()
})
