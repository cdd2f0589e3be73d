import type { PlaygroundPageSettings } from '../page.ts'

/** What the page brings. */
export const settings: PlaygroundPageSettings = JSON.parse(document.getElementById('settings')?.textContent ?? '{}')
