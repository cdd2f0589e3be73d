import type { z } from 'zod'
import { ConfigError, type Environment, readConfig } from './config.ts'
import { failedStart, type IsOutage } from './failed-start.ts'
import { guard } from './last-guard.ts'
import { createRuntime, logOf, type Runtime } from './runtime.ts'
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
export function run<Schema extends Settings>(program: Program<Schema>, isOutage?: IsOutage): Promise<void> {
  return runTogether(program.name, [{ program, env: process.env }], isOutage)
}

type ProgramRun<Schema extends Settings> = { readonly program: Program<Schema>; readonly env: Environment }

/**
 * Runs services as this process, each by its own settings, and with a log, metrics and a shutdown of its own. Where one cannot go on, the
 * process ends with 1.
 * @param name what the process is called where an error does not say whose it is
 * @param isOutage of the engines that they stand on: a start that fails for it is logged without a stack
 */
export async function runTogether<Schema extends Settings>(
  name: string,
  members: readonly ProgramRun<Schema>[],
  isOutage: IsOutage = () => false,
): Promise<void> {
  const started = members.map(({ program, env }) => {
    const config = configOrExit(program.settings, env)
    return { program, config, runtime: createRuntime(program.name, config) }
  })
  const [first] = started
  if (!first) throw new TypeError('expected a service to run')
  const log = started.length === 1 ? first.runtime.log : logOf(name, first.config)
  guard(process, { ...first.runtime, name, log }, started.length === 1 && first.program.keepsServing === true)
  const shutdown = {
    close: async () => (await Promise.all(started.map(({ runtime }) => runtime.shutdown.close()))).every(Boolean),
  }
  stopOnSignals(shutdown, log)
  await Promise.all(
    started.map(async ({ program, config, runtime }) => {
      const end = async (err: unknown) => {
        if (runtime.shutdown.signal.aborted) return
        const { fields, message } = failedStart(err, config, isOutage)
        runtime.log.fatal(fields, message)
        await shutdown.close()
        process.exit(1)
      }
      try {
        const url = await program.start(runtime)
        runtime.log.info({ url, pid: process.pid }, 'ready')
      } catch (err) {
        await end(err)
      }
      runtime.failed.catch(end)
    }),
  )
}

function configOrExit<Schema extends Settings>(settings: Schema, env: Environment): z.output<Schema> {
  try {
    return readConfig(settings, env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
