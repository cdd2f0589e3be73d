/** A folder and a line: the domain of examples/review is started, queried through the router and looked after like the others. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Child } from '@shop/dev/process/child.ts'
import { until } from '@shop/dev/testing/until.ts'
import { Client } from '../component/client.ts'
import { data } from '../component/shopping.ts'
import { admin, customer, SECRET } from '../component/tokens.ts'
import { copyShopWithReview } from '../new-domain/shop-with-review.ts'
import { freshEnvironment, type LaunchEnvironment } from './launch.ts'
import { advance, newProduct, newUser, orderBecomes, place } from './shopping.ts'

const WITHIN_MS = 600_000 // on a machine that has much else to do
const WRITE = 'mutation ($input: WriteReviewInput!) { writeReview(input: $input) { id stars } }'
const REVIEW = 'query ($id: ID!) { review(orderId: $id) { stars text } order(id: $id) { status review { stars } } }'
const SERVICES = '{ services { name replicas ready missing } }'

let folder: string
let env: { DATA_DIR: string; PORT: string } & LaunchEnvironment
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'shop with a review '))
  env = { ...(await freshEnvironment()), JWT_SECRET: SECRET, LOG_LEVEL: 'fatal' }
  await copyShopWithReview(folder)
}, WITHIN_MS)
afterAll(() => Promise.all([folder, env.DATA_DIR].map((one) => rm(one, { recursive: true, force: true }))))

/** Runs it in the copy's folder; answers its lines, which grow while it runs. */
async function run(...args: string[]): Promise<{ readonly child: Child; readonly lines: readonly string[] }> {
  const lines: string[] = []
  const child = await Child.spawn({ file: process.execPath, args, cwd: folder, env }, (line) => lines.push(line))
  return { child, lines }
}

/** Of the review's folder in the copy. */
async function edit(name: string, found: string, replacement: string): Promise<void> {
  const file = path.join(folder, 'subgraphs', 'review', name)
  const text = await readFile(file, 'utf8')
  expect(text).toContain(found)
  await writeFile(file, text.replace(found, replacement))
}

test(
  'it is written through the router after a delivery, seen by npm run status and by operations; what is edited starts again',
  async () => {
    const { child, lines } = await run('dev/src/start.ts', '--watch')
    try {
      const isOpen = () => lines.some((line) => line.startsWith('The shop is open'))
      await until('the shop is open', () => isOpen() || !child.running, WITHIN_MS)
      if (!isOpen()) throw new Error(lines.join('\n'))

      const router = new Client(`http://127.0.0.1:${env.PORT}`)
      const user = await newUser(router)
      const id = await place(router, user, await newProduct(router))
      await orderBecomes(router, id, 'CONFIRMED')
      const written = { orderId: id, stars: 5, text: 'Fragrant, and here in two days.' }
      expect(await router.refusal(WRITE, { input: written }, customer(user))).toBe('NOT_FOUND input.orderId')
      await advance(router, id, 'DELIVERED')
      const seen = () => data(router.request(REVIEW, { id }, customer(user)))
      await until('the buyer is invited', async () => (await seen())['review'] !== null, WITHIN_MS)
      expect(await router.refusal(WRITE, { input: written }, customer('a-stranger'))).toBe('NOT_FOUND input.orderId')
      const keyed = { ...written, idempotencyKey: 'my review' }
      for (let attempt = 1; attempt <= 2; attempt += 1)
        expect(await data(router.request(WRITE, { input: keyed }, customer(user)))).toEqual({
          writeReview: { id, stars: 5 },
        })
      const changed = { ...keyed, stars: 1 }
      expect(await router.refusal(WRITE, { input: changed }, customer(user))).toMatch(/^IDEMPOTENCY_CONFLICT /)
      expect(await router.refusal(WRITE, { input: written }, customer(user))).toBe('ALREADY_EXISTS input.orderId')
      expect(await seen()).toMatchObject({
        review: { stars: 5, text: written.text },
        order: { review: { stars: 5 } },
      })
      await orderBecomes(router, id, 'COMPLETED')

      const { services } = await data(router.request(SERVICES, {}, admin))
      expect(services).toContainEqual({ name: 'review', replicas: 1, ready: true, missing: [] })
      const status = await run('dev/src/status.ts')
      expect(await status.child.exited).toEqual({ code: 0, signal: null })
      expect(status.lines).toContainEqual(expect.stringMatching(/^review +\d+ .* healthy$/))

      await edit('schema.graphql', '  text: String\n}', '  text: String\n  "20 to 100."\n  percent: Int\n}')
      await edit(
        'src/resolvers.ts',
        '      text: ({',
        '      percent: ({ written }) => written && written.stars * 20,\n      text: ({',
      )
      const rated = () =>
        router.request('query ($id: ID!) { review(orderId: $id) { percent } }', { id }, customer(user))
      const expected = JSON.stringify({ data: { review: { percent: 100 } } })
      await until('the new field is served', async () => JSON.stringify(await rated()) === expected, WITHIN_MS)
      expect(lines).toContain('review: edited, starting again ...')
    } finally {
      child.kill('SIGTERM')
      const exit = await child.exited
      // Its lines say why it ended otherwise: this hides what failed above.
      expect({ exit, lines: exit.code === 0 ? [] : lines }).toEqual({ exit: { code: 0, signal: null }, lines: [] })
    }
  },
  WITHIN_MS,
)
