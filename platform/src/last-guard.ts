import type { EventEmitter } from 'node:events'
import { Counter } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Health } from './health.ts'
import type { Log } from './log.ts'

type Guarded = {
  readonly name: string
  readonly log: Log
  readonly metrics: Registry
  readonly health: Pick<Health, 'isStarted'>
}

/**
 * What happens to uncaught errors, rejections among them. Where the process keeps serving, they are logged and
 * counted, once it has started; else, since what it holds in memory may be wrong from then on, it ends with 1.
 */
export function guard(
  process: Pick<EventEmitter, 'on'> & { readonly exit: (code: number) => void },
  { name, log, metrics, health }: Guarded,
  keepsServing: boolean,
): void {
  const unexpected = keepsServing
    ? new Counter({
        name: `${name}_unexpected_errors_total`,
        help: 'Uncaught errors, each a fault of this program: the log has them',
        registers: [metrics],
      })
    : undefined
  process.on('uncaughtException', (err: unknown) => {
    unexpected?.inc()
    if (unexpected && health.isStarted) return log.error({ err }, 'an uncaught error; the process goes on')
    log.fatal({ err }, 'an uncaught error; the process ends')
    process.exit(1)
  })
}
