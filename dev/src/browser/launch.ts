import { chromium as playwright, type Browser } from 'playwright-core'
import type { ProgressStep } from '../progress.ts'
import { chromium } from './chromium.ts'

/** No request leaves this machine: no updates, no suggestions, no telemetry. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** A Chromium without a window. `more`: switches of its command line. */
export async function launchBrowser(step: ProgressStep, more: readonly string[] = []): Promise<Browser> {
  const { program, env } = await chromium(step)
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return playwright.launch({
    executablePath: program,
    args: [...quiet, ...asRoot, ...more],
    env: { ...process.env, ...env },
    handleSIGINT: false,
    handleSIGTERM: false,
  })
}
