import { silent } from '../progress.ts'
import { chromium, type Chromium, type ChromiumRungs } from './chromium.ts'

const named = (program: string): Chromium => ({ program, env: {} })
const refused = () => Promise.reject(new Error('refused'))
const nothing: ChromiumRungs = {
  given: undefined,
  findInstalled: () => undefined,
  download: refused,
  whyNoDebian: () => Promise.resolve('this is no Debian'),
  fromDebian: refused,
}
const all: ChromiumRungs = {
  given: process.execPath,
  findInstalled: () => 'installed',
  download: () => Promise.resolve(named('downloaded')),
  whyNoDebian: () => Promise.resolve(undefined),
  fromDebian: () => Promise.resolve(named("debian's")),
}

test.each<readonly [string, Partial<ChromiumRungs>, string]>([
  ['what BROWSER_PATH names', {}, process.execPath],
  ['what is installed', { given: undefined }, 'installed'],
  ["Playwright's own", { given: undefined, findInstalled: () => undefined }, 'downloaded'],
  ["Debian's", { given: undefined, findInstalled: () => undefined, download: refused }, "debian's"],
])('the browser is %s', async (_what, missing, program) => {
  expect((await chromium(silent, { ...all, ...missing })).program).toBe(program)
})

test('where there is none, one line says so and names the variable', async () => {
  await expect(chromium(silent, nothing)).rejects.toThrow(/^No browser: .*this is no Debian. Set BROWSER_PATH to/)
  await expect(chromium(silent, { ...nothing, given: '/no/such' })).rejects.toThrow(/^BROWSER_PATH: .*\/no\/such/)
})
