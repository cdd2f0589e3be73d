import { createHash } from 'node:crypto'
import type { Tab } from './tabs.ts'

export type PageSettings = {
  /** Where the page's files are, without a slash at the end. */
  readonly files: string
  readonly endpoint: string
  readonly tabs: readonly Tab[]
  /** A token for the headers editor; undefined: none is made here. */
  readonly token: string | undefined
  /** Whether other pages are served here, at "/". */
  readonly pages: boolean
}

/** Nothing is loaded from, or sent to, another host. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

export function playgroundPage({ files, endpoint, tabs, token, pages }: PageSettings): string {
  const headers = token === undefined ? null : { authorization: `Bearer ${token}` }
  const storage = createHash('sha256').update(JSON.stringify(tabs)).digest('hex').slice(0, 12)
  const settings = JSON.stringify({ endpoint, tabs, headers, storage, pages }).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Playground</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${files}/app.css" />
    <script type="application/json" id="settings">${settings}</script>
    <script type="module" src="${files}/app.js"></script>
  </head>
  <body>
    <div id="playground">Loading; the first time this takes a few seconds.</div>
  </body>
</html>
`
}
