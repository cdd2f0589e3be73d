/** What the command line asks for. */

import { parseArgs } from 'node:util'

export const usage = `Usage: npm run events -- <command> [options]

  tail                  every event of all services as it happens, until Ctrl-C
  replay                the events that were, oldest first
    --order ID            of one order
    --since TIME          from then on: 30s, 10m, 2h, 7d ago, or a time like 2026-11-22T12:00:00Z
  dead                  messages that a service could not handle
    --order ID            of one order
    --service NAME        of one service
  dead replay N...      publishes them again, and forgets them here; or --all, --order ID, --service NAME
  dead drop N...        forgets them; or --all, --order ID, --service NAME

  --json                one JSON object a line
  --help                this text

NATS is found by NATS_URL, else by what the running shop says in $DATA_DIR/parts.json (.data).
`

/** The command line asks for something that does not exist; the message says what. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type Chosen = {
  readonly order: string | undefined
  readonly service: string | undefined
}

export type Request =
  | { readonly command: 'help' }
  | { readonly command: 'tail'; readonly json: boolean }
  | {
      readonly command: 'replay'
      readonly json: boolean
      readonly order: string | undefined
      readonly since: Date | undefined
    }
  | ({ readonly command: 'dead'; readonly json: boolean } & Chosen)
  | ({
      readonly command: 'dead replay' | 'dead drop'
      readonly sequences: readonly number[]
      readonly all: boolean
    } & Chosen)

const options = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  order: { type: 'string' },
  since: { type: 'string' },
  service: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const

/** Throws `UsageError`. */
export function requestOf(args: readonly string[], now: Date): Request {
  const { values, positionals } = parsed(args)
  const { json, order, service, all } = values
  if (values.help || positionals[0] === 'help') return { command: 'help' }
  const [command, action, ...rest] = positionals
  switch (command) {
    case undefined:
      throw new UsageError('Which command?')
    case 'tail':
      refuse('tail', values, ['json'], positionals.slice(1))
      return { command, json }
    case 'replay':
      refuse('replay', values, ['json', 'order', 'since'], positionals.slice(1))
      return { command, json, order, since: values.since === undefined ? undefined : timeOf(values.since, now) }
    case 'dead':
      if (action === undefined) {
        refuse('dead', values, ['json', 'order', 'service'], [])
        return { command, json, order, service }
      }
      if (action !== 'replay' && action !== 'drop') throw new UsageError(`dead ${action}: there is no such command`)
      refuse(`dead ${action}`, values, ['all', 'order', 'service'], [])
      return chosen(`dead ${action}`, rest.map(sequenceOf), { all, order, service })
    default:
      throw new UsageError(`${command}: there is no such command`)
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function refuse(
  command: string,
  values: Readonly<Record<string, unknown>>,
  known: readonly string[],
  surplus: readonly string[],
): void {
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== false && !known.includes(name))
      throw new UsageError(`${command} has no option --${name}`)
  if (surplus.length > 0) throw new UsageError(`${command} takes no ${surplus.join(' ')}`)
}

function chosen(
  command: 'dead replay' | 'dead drop',
  sequences: readonly number[],
  { all, order, service }: Chosen & { readonly all: boolean },
): Request {
  const byFilter = all || order !== undefined || service !== undefined
  if (sequences.length === 0 && !byFilter)
    throw new UsageError(`${command}: which? N, --all, --order ID or --service NAME`)
  if (sequences.length > 0 && byFilter) throw new UsageError(`${command}: either numbers or options`)
  return { command, sequences, all, order, service }
}

function sequenceOf(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text))
    throw new UsageError(`${text}: expected the number of a dead letter, as dead lists them`)
  return Number(text)
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function timeOf(text: string, now: Date): Date {
  const ago = /^(\d{1,6})([smhd])$/.exec(text)
  const unit = ago?.[2]
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd')
    return new Date(now.getTime() - Number(ago?.[1]) * units[unit])
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
    ? new Date(text)
    : undefined
  if (!time || Number.isNaN(time.getTime()))
    throw new UsageError(`--since ${text}: expected 30s, 10m, 2h, 7d, or a time like 2026-11-22T12:00:00Z`)
  return time
}
