import { ConfigError } from './config.ts'

export type FailedStart = { readonly fields: Readonly<Record<string, unknown>>; readonly message: string }

/** Whether an error says that an engine that the program stands on cannot be reached. */
export type IsOutage = (error: unknown) => boolean

/** What a failed start logs: a stack only where it may be a fault in the program. */
export function failedStart(
  err: unknown,
  { HOST, PORT }: { readonly HOST: string; readonly PORT: number },
  isOutage: IsOutage,
): FailedStart {
  if (err instanceof ConfigError) return { fields: {}, message: `could not start: ${err.problems.join('; ')}` }
  if (isTaken(err)) return { fields: {}, message: `PORT: ${PORT} is taken on ${HOST}; set another` }
  if (!isOutage(err)) return { fields: { err }, message: 'could not start' }
  const fields = { reason: err instanceof Error ? err.message : String(err) }
  return { fields, message: 'could not start: what it stands on went away meanwhile; start it again' }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
