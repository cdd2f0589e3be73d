import { Health } from './health.ts'

test('a process is ready when all of its dependencies are', async () => {
  const health = new Health()
  health.expect('mongo', 'nats')
  expect(await health.ready()).toEqual({ ready: false, parts: { mongo: 'starting', nats: 'starting' } })
  health.watch('mongo', () => Promise.resolve())
  health.watch('nats', () => Promise.reject(new Error('away')))
  expect(await health.ready()).toEqual({ ready: false, parts: { mongo: 'up', nats: 'down' } })
  health.watch('nats', () => Promise.resolve())
  expect(await health.ready()).toEqual({ ready: true, parts: { mongo: 'up', nats: 'up' } })
})

test('a dependency that never answers is down', async () => {
  const health = new Health()
  health.watch('mongo', () => new Promise(() => {}))
  expect(await health.ready()).toEqual({ ready: false, parts: { mongo: 'down' } })
})

test('a process that drains is not ready, though its dependencies are', async () => {
  const health = new Health()
  health.watch('mongo', () => Promise.resolve())
  health.drain()
  expect(await health.ready()).toEqual({ ready: false, parts: { mongo: 'up' } })
})

test('concurrent probes check each dependency once', async () => {
  const health = new Health()
  let checks = 0
  health.watch('mongo', () => Promise.resolve(checks++))
  await Promise.all([health.ready(), health.ready(), health.ready()])
  expect(checks).toBe(1)
})

test('an optional dependency is shown, and the process is ready without it, once it has come up', async () => {
  const health = new Health()
  health.expect('nats')
  expect(await health.ready()).toEqual({ ready: false, parts: { nats: 'starting' } })
  health.watch('nats', () => Promise.reject(new Error('away')), { counts: false })
  expect(await health.ready()).toEqual({ ready: true, parts: { nats: 'down' } })
})
