import { isAlive } from '../process/identity.ts'
import { until } from '../testing/until.ts'
import type { ProcessSpec } from './process-spec.ts'
import { Supervisor } from './supervisor.ts'

/** A program that does nothing, and is ready as soon as it runs. `stop` is what it does on SIGTERM. */
function toy(name: string, after: readonly string[] = [], stop = 'process.exit()'): ProcessSpec {
  const script = `process.on('SIGTERM', () => { console.log('stops'); ${stop} }); console.log('runs'); setInterval(() => {}, 1000)`
  return {
    name,
    url: `toy://${name}`,
    after,
    command: { file: process.execPath, args: ['-e', script] },
    isReady: async () => true,
    readyWithinMs: 5_000,
    stopWithinMs: 5_000,
  }
}

function watched(specs: readonly ProcessSpec[]) {
  const lines: string[] = []
  const news: string[] = []
  let starts = 0
  const supervisor = new Supervisor(specs, {
    line: (spec, line) => lines.push(`${spec} ${line}`),
    news: (text) => news.push(text),
    started: async () => void (starts += 1),
  })
  const runs = (name: string): Promise<void> => until(`${name} runs`, () => lines.includes(`${name} runs`))
  return { supervisor, lines, news, runs, starts: () => starts }
}

test('processes start after what they need, and stop before it', async () => {
  const ready: string[] = []
  const { supervisor, lines, runs } = watched([toy('router', ['order']), toy('order', ['mongo']), toy('mongo')])
  await supervisor.start(({ name }) => ready.push(name))
  expect(ready).toEqual(['mongo', 'order', 'router'])
  await Promise.all(['mongo', 'order', 'router'].map(runs))
  await supervisor.stop()
  expect(lines.filter((line) => line.endsWith('stops'))).toEqual(['router stops', 'order stops', 'mongo stops'])
})

test('a process that dies is started again as another process, and it is said', async () => {
  const { supervisor, news, starts } = watched([toy('order')])
  await supervisor.start()
  const first = supervisor.process('order').identity
  supervisor.process('order').kill('SIGKILL')
  await until('it is ready again', () => news.length === 2)
  const second = supervisor.process('order').identity
  expect(news[0]).toBe('order was ended by SIGKILL; starting it again in 0.25 s')
  expect(news[1]).toBe(`order is ready again (process ${second?.pid})`)
  expect(second?.pid).not.toBe(first?.pid)
  expect(starts()).toBe(2)
  await supervisor.stop()
  expect(second && isAlive(second)).toBe(false)
})

test('a process may be restarted in order', async () => {
  const { supervisor, news } = watched([toy('order')])
  await supervisor.start()
  const first = supervisor.process('order').identity
  await supervisor.process('order').restart()
  expect(supervisor.process('order').identity?.pid).not.toBe(first?.pid)
  expect(news).toEqual([])
  await supervisor.stop()
})

test('a process that dies before it is ready ends the start, with its last words, and the others with it', async () => {
  const broken: ProcessSpec = {
    ...toy('order', ['mongo']),
    command: { file: process.execPath, args: ['-e', "console.error('PORT: 4001 is taken'); process.exitCode = 1"] },
    isReady: async () => false,
  }
  const { supervisor } = watched([toy('mongo'), broken])
  await expect(supervisor.start()).rejects.toThrow('order ended with code 1 before it was ready: PORT: 4001 is taken')
  expect(supervisor.process('mongo').identity).toBeUndefined()
})

test('a process that does not become ready in time ends the start', async () => {
  const slow: ProcessSpec = { ...toy('order'), isReady: async () => false, readyWithinMs: 100 }
  const { supervisor } = watched([slow])
  await expect(supervisor.start()).rejects.toThrow('order was not ready within 0.1 s')
  expect(supervisor.process('order').identity).toBeUndefined()
})

test('a stop in the middle of a start leaves nothing running', async () => {
  const { supervisor, runs } = watched([toy('mongo'), { ...toy('order', ['mongo']), isReady: async () => false }])
  const start = supervisor.start().catch(() => 'interrupted')
  await runs('order')
  await supervisor.stop()
  await start
  expect(supervisor.processes.map(({ identity }) => identity)).toEqual([undefined, undefined])
})

test('a process that is deaf to its stop signal does not keep the others', async () => {
  const { supervisor, runs } = watched([toy('mongo'), { ...toy('order', ['mongo'], ''), stopWithinMs: 100 }])
  await supervisor.start()
  await runs('order')
  await supervisor.stop()
  expect(supervisor.processes.map(({ identity }) => identity)).toEqual([undefined, undefined])
})
