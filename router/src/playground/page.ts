import { createHash } from 'node:crypto'
import type { TabLogin, Tab } from './tabs.ts'

/** What the page's program reads. */
export type PlaygroundPageSettings = {
  readonly endpoint: string
  readonly tabs: readonly Tab[]
  /** The users a tab may send requests as, the first one unless another is chosen; none where no token can be made here. */
  readonly logins: readonly TabLogin[]
  /** Name of a variable -> where answers have its value. */
  readonly carry: Readonly<Record<string, string>>
  /** Another name for another folder of tabs. */
  readonly storage: string
  /** Whether other pages are served here, at "/". */
  readonly pages: boolean
}

export type PlaygroundSettings = Omit<PlaygroundPageSettings, 'storage'> & {
  /** Where the page's files are, without a slash at the end. */
  readonly files: string
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

/** The HTML page, with its settings inside. Its storage is another one whenever the tabs change. */
export function playgroundPage({ files, ...page }: PlaygroundSettings): string {
  const storage = createHash('sha256').update(JSON.stringify(page.tabs)).digest('hex').slice(0, 12)
  const all: PlaygroundPageSettings = { ...page, storage }
  const settings = JSON.stringify(all).replaceAll('<', '\\u003c')
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
