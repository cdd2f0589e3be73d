import { pino } from 'pino'
import type { DestinationStream, Level, Logger } from 'pino'
import pretty from 'pino-pretty'
import { blank } from './secrets-in-text.ts'

export type Log = Logger

const SECRET_KEYS = ['authorization', 'token', 'password', 'secret', 'cookie']

/**
 * One JSON object a line; readable lines where `pretty`. Values under the usual secret names are left out, and whatever
 * looks like a token or a URL's credentials is blanked wherever it stands, also inside messages of errors.
 *
 * @example
 * const log = createLog({ name: 'billing', level: 'info', pretty: false })
 * log.info({ orderId: id }, 'billed') // {"level":"info","time":"...","service":"billing","orderId":"...","msg":"billed"}
 */
export function createLog(options: {
  readonly name: string
  readonly level: Level | 'silent'
  readonly pretty: boolean
  readonly destination?: DestinationStream
}): Log {
  const { name, level, destination } = options
  const settings = {
    level,
    base: { service: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: cutTexts },
    serializers: { err: cutError },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    hooks: { streamWrite: blank },
  }
  if (options.pretty)
    return pino(
      settings,
      pretty({ sync: true, singleLine: true, ignore: 'pid,hostname', ...(destination && { destination }) }),
    )
  return destination ? pino(settings, destination) : pino(settings)
}

/** A text is cut before it is logged: what clients and subgraphs say may be as long as a request. */
const MAX_TEXT = 4_000

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}

function cutTexts(fields: Record<string, unknown>): Record<string, unknown> {
  const long = Object.entries(fields).filter(([, value]) => typeof value === 'string' && value.length > MAX_TEXT)
  return long.length === 0
    ? fields
    : { ...fields, ...Object.fromEntries(long.map(([name, value]) => [name, cut(String(value))])) }
}

function cutError(error: Error): object {
  const { message, stack, ...rest } = pino.stdSerializers.err(error)
  return { ...rest, message: cut(message), stack: cut(stack) }
}
