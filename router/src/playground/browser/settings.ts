import type { Settings } from '../page.ts'

/** What the page brings. */
export const settings: Settings = JSON.parse(document.getElementById('settings')?.textContent ?? '{}')
