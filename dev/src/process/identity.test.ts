import { Child } from './child.ts'
import { endProcess, identify, isAlive } from './identity.ts'

const sleeper = { file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] }

test('a process is alive until it ends', async () => {
  const child = await Child.spawn(sleeper)
  expect(isAlive(child.identity)).toBe(true)
  await endProcess(child.identity, 'SIGTERM', 5_000)
  expect(isAlive(child.identity)).toBe(false)
  expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' })
})

test('a process that only has the id of another is left alone', async () => {
  const child = await Child.spawn(sleeper)
  await endProcess({ pid: child.pid, birth: 'long ago' }, 'SIGKILL', 5_000)
  expect(isAlive(child.identity)).toBe(true)
  await child.stop(5_000)
})

test('a process id that is not in use has no identity', () => {
  expect(identify(2 ** 22 + 1)).toBeUndefined()
})
