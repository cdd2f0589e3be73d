import { EventEmitter } from 'node:events'
import { Health } from './health.ts'
import { guard } from './last-guard.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'

function guarded({ keepsServing, started = true }: { keepsServing: boolean; started?: boolean }) {
  const lines: string[] = []
  const exits: number[] = []
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) })
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLog({ name: 'router', level: 'info', pretty: false, destination })
  const metrics = createMetrics('router')
  const health = new Health()
  health.expect('part')
  if (started) health.watch('part', () => Promise.resolve())
  guard(process, { name: 'router', log, metrics, health }, keepsServing)
  process.emit('uncaughtException', new Error('nobody caught it'), 'unhandledRejection')
  return { lines, exits, counted: () => metrics.getSingleMetricAsString('router_unexpected_errors_total') }
}

test('a process that keeps serving logs and counts uncaught errors, and goes on', async () => {
  const { lines, exits, counted } = guarded({ keepsServing: true })
  expect(exits).toEqual([])
  expect(lines.join()).toContain('nobody caught it')
  expect(await counted()).toMatch(/router_unexpected_errors_total\{.*\} 1$/)
})

test.each([
  ['whose memory may be wrong from then on', { keepsServing: false }],
  ['that has not started yet', { keepsServing: true, started: false }],
])('a process %s ends', (_which, options) => {
  expect(guarded(options).exits).toEqual([1])
})
