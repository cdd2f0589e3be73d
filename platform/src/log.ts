import { pino } from 'pino'
import type { DestinationStream, Level, Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

const TOKEN = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g
const CREDENTIALS = /:\/\/[^/\s:@"]+:[^/\s@"]+@/g
const SECRET_KEYS = ['authorization', 'token', 'password', 'secret', 'cookie']

/**
 * One JSON object a line; readable lines where `pretty`. Values under the usual secret names are left out, and whatever
 * looks like a token or a URL's credentials is blanked wherever it stands, also inside messages of errors.
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
    formatters: { level: (label: string) => ({ level: label }) },
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

function blank(line: string): string {
  return line.replace(TOKEN, '[token]').replace(CREDENTIALS, '://[credentials]@')
}
