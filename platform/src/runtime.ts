import type { Registry } from 'prom-client'
import type { z } from 'zod'
import { Health } from './health.ts'
import { createLog, type Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { sampledGauges } from './sampled.ts'
import type { processSettings } from './settings.ts'
import { Shutdown } from './shutdown.ts'

type ProcessConfig = Readonly<z.output<z.ZodObject<ReturnType<typeof processSettings>>>>

/** What a service has before it connects to anything. */
export type Runtime<Config extends ProcessConfig = ProcessConfig> = {
  readonly name: string
  readonly config: Config
  readonly log: Log
  readonly metrics: Registry
  readonly health: Health
  /** Owns every resource that is opened later; closing it stops the service. */
  readonly shutdown: Shutdown
  /** Something that the process had begun without cannot be had: it ends. */
  readonly fail: (error: unknown) => void
  /** Rejects where `fail` was called. */
  readonly failed: Promise<never>
}

/**
 * What a process has from its first line on: its log, metrics, health, and the shutdown that will own what it opens.
 *
 * @example
 * const runtime = createRuntime('billing', readConfig(settings, process.env))
 * await runtime.shutdown.own('server', () => server.close())
 */
export function createRuntime<Config extends ProcessConfig>(name: string, config: Config): Runtime<Config> {
  const log = logOf(name, config)
  const shutdown = new Shutdown({ log, graceMs: config.SHUTDOWN_GRACE_MS })
  const metrics = createMetrics(name)
  const health = new Health()
  showParts(metrics, health)
  const { promise: failed, reject: fail } = Promise.withResolvers<never>()
  failed.catch(() => undefined) // callers that await it get the error
  return { name, config, log, metrics, health, shutdown, fail, failed }
}

/** The log of what has this name, as its settings say. */
export function logOf(name: string, { LOG_LEVEL: level, NODE_ENV }: ProcessConfig): Log {
  return createLog({ name, level, pretty: NODE_ENV === 'development' })
}

/** The gauge of a process's dependencies: 1 for each that answers its health check. */
function showParts(registry: Registry, health: Pick<Health, 'ready'>): void {
  sampledGauges(registry, () => health.ready(), [
    {
      name: 'part_up',
      help: 'Whether a dependency of the process answers: 1 or 0',
      labelNames: ['part'],
      read: ({ parts }) =>
        Object.entries(parts).map(([part, state]) => ({ labels: { part }, value: state === 'up' ? 1 : 0 })),
    },
  ])
}
