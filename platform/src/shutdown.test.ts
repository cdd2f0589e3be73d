import { createLog } from './log.ts'
import { Shutdown } from './shutdown.ts'

const log = createLog({ name: 'test', level: 'silent', pretty: false })

test('what was opened last is closed first, each once', async () => {
  const shutdown = new Shutdown({ log, graceMs: 1_000 })
  const closed: string[] = []
  for (const name of ['mongo', 'nats', 'server']) await shutdown.own(name, () => closed.push(name))
  expect(await Promise.all([shutdown.close(), shutdown.close()])).toEqual([true, true])
  expect(closed).toEqual(['server', 'nats', 'mongo'])
})

test('each resource is closed before those that it depends on', async () => {
  const shutdown = new Shutdown({ log, graceMs: 1_000 })
  const steps: string[] = []
  await shutdown.own('below', () => steps.push('below'))
  await shutdown.own('above', async () => {
    await Promise.resolve()
    steps.push('above')
  })
  await shutdown.close()
  expect(steps).toEqual(['above', 'below'])
})

test('a resource that fails to close does not keep the others open', async () => {
  const shutdown = new Shutdown({ log, graceMs: 1_000 })
  const closed: string[] = []
  await shutdown.own('below', () => closed.push('below'))
  await shutdown.own('above', () => Promise.reject(new Error('stuck')))
  expect(await shutdown.close()).toBe(false)
  expect(closed).toEqual(['below'])
})

test('after the grace period it is over, closed or not', async () => {
  const shutdown = new Shutdown({ log, graceMs: 20 })
  await shutdown.own('stuck', () => new Promise(() => {}))
  expect(await shutdown.close()).toBe(false)
})

test('a wait at start is aborted, and what is opened later is closed at once', async () => {
  const shutdown = new Shutdown({ log, graceMs: 1_000 })
  expect(shutdown.deadline).toBe(Infinity)
  await shutdown.close()
  expect(shutdown.signal.aborted).toBe(true)
  expect(shutdown.deadline - performance.now()).toBeLessThan(60_000) // of the monotonic clock, not of wall time
  const closed: string[] = []
  await shutdown.own('late', () => closed.push('late'))
  expect(closed).toEqual(['late'])
})
