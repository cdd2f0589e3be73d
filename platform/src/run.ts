import type { z } from 'zod'
import { ConfigError, readConfig } from './config.ts'
import { failedStart, type IsOutage } from './failed-start.ts'
import { guard } from './last-guard.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { type processSettings } from './settings.ts'
import { stopOnSignals } from './shutdown.ts'

/** The least that a service reads. */
export type Settings = z.ZodObject<ReturnType<typeof processSettings>>

/** A program: what it reads from the environment, and how it starts. */
export type Program<Schema extends Settings> = {
  readonly name: string
  /** Whether it goes on after an uncaught error: true only where a failed request leaves no state behind. */
  readonly keepsServing?: boolean
  readonly settings: Schema
  /** Resolves to where it listens, when it is ready. */
  readonly start: (runtime: Runtime<z.output<Schema>>) => Promise<string>
}

/**
 * Runs a service as this process: from the environment to the signal that stops it. Ends the process with 1 where it cannot.
 * @param isOutage of the engines that the service stands on: a start that fails for it is logged without a stack
 * @example
 * const settings = z.object(processSettings(4010))
 * await run({ name: 'billing', settings, start: async ({ config }) => `http://127.0.0.1:${config.PORT}` })
 */
export async function run<Schema extends Settings>(
  { name, settings, start, keepsServing = false }: Program<Schema>,
  isOutage: IsOutage = () => false,
): Promise<void> {
  const config = configOrExit(settings)
  const runtime = createRuntime(name, config)
  const { log, shutdown } = runtime
  guard(process, runtime, keepsServing)
  stopOnSignals(shutdown, log)
  const end = async (err: unknown) => {
    if (shutdown.signal.aborted) return
    const { fields, message } = failedStart(err, config, isOutage)
    log.fatal(fields, message)
    await shutdown.close()
    process.exit(1)
  }
  try {
    const url = await start(runtime)
    log.info({ url, pid: process.pid }, 'ready')
  } catch (err) {
    await end(err)
  }
  runtime.failed.catch(end)
}

function configOrExit<Schema extends Settings>(settings: Schema): z.output<Schema> {
  try {
    return readConfig(settings, process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
