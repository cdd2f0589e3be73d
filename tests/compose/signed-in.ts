/** `node tests/compose/signed-in.ts URL USER`: signs in at the storefront as a person does, at the provider that the shop sends them to. */
import { launchBrowser } from '@shop/dev/browser/launch.ts'
import { silent } from '@shop/dev/progress.ts'
import { z } from 'zod'

const [url = '', user = ''] = process.argv.slice(2)
const browser = await launchBrowser(silent)
try {
  const page = await browser.newPage({ locale: 'en-GB' })
  page.setDefaultTimeout(60_000)
  await page.goto(`${url}/sign-in?to=/me`)
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
  await page.locator('input[name=login], input[name=username]').fill(user) // oidc-provider's, Keycloak's
  await page.locator('input[name=password]').fill(user)
  const provider = new URL(page.url()).origin
  const tokenResponse = page.waitForResponse(
    (response) => response.url() === `${url}/graphql` && response.request().headers()['authorization'] !== undefined,
  )
  const back = page.waitForURL('**/me')
  await page.locator('button[type=submit], input[type=submit]').click()
  const consent = page.getByRole('button', { name: 'Continue' }) // Keycloak has no such page
  await Promise.race([back, consent.waitFor().then(() => consent.click())])
  await back
  const { errors } = z
    .object({ errors: z.array(z.object({ message: z.string() })).default([]) })
    .parse(await (await tokenResponse).json())
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '))
  console.log(`${user} signed in at ${provider}, and sees a page of their own`)
} finally {
  await browser.close()
}
process.exit()
