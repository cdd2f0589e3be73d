import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Live } from './live.ts'

type Look = { readonly count: number }

function open(look: (count: number) => Promise<Look> | Look) {
  let looks = 0
  const failures: unknown[] = []
  const live = new Live<Look>({
    look: async () => look((looks += 1)),
    keyOf: ({ count }) => String(count),
    everyMs: 1,
    failed: (error) => failures.push(error),
  })
  return { live, failures, looks: () => looks }
}

test('one look serves all who follow, and says nothing where nothing has changed', async () => {
  const { live, looks } = open((count) => ({ count: Math.ceil(count / 3) }))
  const [one, other] = [live.follow(), live.follow()]
  expect(await Promise.all([one.next(), other.next()])).toMatchObject([
    { value: { count: 1 } },
    { value: { count: 1 } },
  ])
  expect([live.followers, looks()]).toEqual([2, 1])
  expect(await one.next()).toMatchObject({ value: { count: 2 } })
  expect(looks()).toBeGreaterThanOrEqual(4)
  await Promise.all([one.return?.(), other.return?.()])
  expect(live.followers).toBe(0)
})

test('a subscriber that leaves waits for no query', async () => {
  const { live } = open(() => new Promise<never>(() => undefined))
  const follower = live.follow()
  const next = follower.next()
  await follower.return?.()
  expect([await next, live.followers]).toEqual([{ done: true, value: undefined }, 0])
})

test('a query that fails ends it, and is logged', async () => {
  const { live, failures } = open(() => Promise.reject(new Error('away')))
  await expect(live.follow().next()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  expect(failures).toEqual([new Error('away')])
})

test('a follower keeps nothing of what it has seen', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { live } = open((count) => ({ count }))
  const follower = live.follow()
  const first = new WeakRef((await follower.next()).value as Look)
  for (let round = 1; round <= 20 && first.deref() !== undefined; round += 1) {
    await follower.next()
    collect()
  }
  expect(first.deref()).toBeUndefined()
  await follower.return?.()
}, 60_000)
