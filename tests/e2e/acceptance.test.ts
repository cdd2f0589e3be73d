/** `npm run acceptance`, which checks deployments, passes on the shop of this machine too. */
import path from 'node:path'
import { Child } from '@shop/dev/process/child.ts'
import { silent } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { buildStorefront } from '@shop/dev/storefront-build.ts'
import { SECRET } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'

const pages = await buildStorefront(silent)
const open = openShop({ pages, overrides: { router: { DEV_LOGIN: 'off' } } })

async function acceptance(env: Readonly<Record<string, string>>, ...options: string[]) {
  const lines: string[] = []
  const file = path.join(projectRoot, 'tests', 'acceptance', 'main.ts')
  const command = { file: process.execPath, args: [file, ...options], cwd: projectRoot, env }
  const child = await Child.spawn(command, (line) => lines.push(line))
  return { exit: await child.exited, lines }
}

test('the shop is accepted, again and again', async () => {
  for (let run = 0; run < 2; run += 1) {
    const { exit, lines } = await acceptance({ JWT_SECRET: SECRET }, '--url', open.running.url)
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([
      expect.stringMatching(/^All \d+ checks hold, in /),
    ])
    expect(exit.code).toBe(0)
  }
})

test.each([
  ['a shop that gives out no tokens', {}, () => ['--url', open.running.url], /\/dev\/login gives no tokens/],
  [
    'no shop',
    {},
    () => ['--url', 'http://127.0.0.1:1', '--timeout', '200ms'],
    /^--url: http:\/\/127\.0\.0\.1:1 does not/,
  ],
  ['no address', {}, () => [], /^required option '--url <url>' not specified/],
  [
    'two secrets',
    { JWT_SECRET: SECRET, JWT_SECRET_FILE: '/dev/null' },
    () => ['--url', open.running.url],
    /^JWT_SECRET_FILE: JWT_SECRET is set too/,
  ],
])('%s is reported in one line', async (_what, env, options, message) => {
  const { exit, lines } = await acceptance(env, ...options())
  expect([exit.code, lines]).toEqual([1, [expect.stringMatching(message)]])
})
