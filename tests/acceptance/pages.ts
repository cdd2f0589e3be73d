/** The storefront, where the shop serves one, as a browser first requests it. */
import type { AcceptanceCheck } from './checks.ts'

const HTML = { accept: 'text/html' }

export const pages: readonly AcceptanceCheck[] = [
  [
    'the storefront, where the router serves one: its page at every path, its files for good, nothing else; by its policy no script stands in it',
    async ({ shop: { url } }) => {
      const page = await fetch(`${url}/`, { headers: HTML })
      if (page.status === 404) return // PAGES is not set
      const policy = page.headers.get('content-security-policy') ?? ''
      same([page.status, page.headers.get('cache-control')], [200, 'no-cache'])
      if (!policy.includes("script-src 'self'") || policy.includes('unsafe'))
        throw new Error(`expected a strict content-security-policy, got ${policy}`)
      const html = await page.text()
      const [script = ''] = /\/assets\/[\w-]+\.js/.exec(html) ?? []
      const file = await fetch(url + script)
      same([file.status, file.headers.get('cache-control')], [200, 'public, max-age=31536000, immutable'])
      same(await (await fetch(`${url}/orders/of-nobody`, { headers: HTML })).text(), html)
      same((await fetch(`${url}/assets/nothing.js`, { headers: HTML })).status, 404)
      const settings: unknown = await (await fetch(`${url}/settings.json`)).json()
      same(typeof settings === 'object' && settings !== null && 'devLogin' in settings, true)
    },
  ],
]

function same(got: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(got), JSON.stringify(expected)]
  if (one !== other) throw new Error(`expected ${other.slice(0, 200)}, got ${one.slice(0, 200)}`)
}
