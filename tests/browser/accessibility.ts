/** What people without a mouse or without eyes meet on a page. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const allLooks = [
  ['en', 'light'],
  ['en', 'dark'],
  ['ko', 'light'],
  ['ko', 'dark'],
] as const

type Found = { readonly violations: readonly { readonly id: string; readonly nodes: readonly AxeNode[] }[] }
type AxeNode = { readonly html: string; readonly failureSummary: string }

/** What axe finds against the rules for accessible pages (WCAG 2.2 A and AA, and its own best practices). */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate<Found>('axe.run()')
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** Of what has the focus: its label, its name or what stands in it. */
const NAME_OF_FOCUS = `(({ activeElement: at, body }) => at === body ? '' :
  at?.getAttribute('aria-label') || at?.labels?.[0]?.textContent || at?.textContent?.trim() || '')(document)`

/** Presses Tab until that has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let tabs = 0; tabs < 60; tabs++) {
    const text = await page.evaluate<string>(NAME_OF_FOCUS)
    if (typeof name === 'string' ? text === name : name.test(text)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not get to ${name}`)
}
