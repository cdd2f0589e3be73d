import { RestartBackoff } from './backoff.ts'

test('a process that dies at once waits longer each time, up to a limit', () => {
  const backoff = new RestartBackoff({ firstMs: 250, maxMs: 1_500, forgivenMs: 30_000 })
  expect([0, 0, 0, 0, 0].map((ranMs) => backoff.next(ranMs))).toEqual([250, 500, 1_000, 1_500, 1_500])
})

test('a process that ran for a while is forgiven', () => {
  const backoff = new RestartBackoff({ firstMs: 250, maxMs: 1_500, forgivenMs: 30_000 })
  expect([0, 0, 30_000, 0].map((ranMs) => backoff.next(ranMs))).toEqual([250, 500, 250, 500])
})
