/** What the command line asks for, read once and completely: an unknown word or option is told with the usage. */

import { parseArgs } from 'node:util'

export type Asked =
  | { readonly command: 'tail'; readonly json: boolean }
  | { readonly command: 'replay'; readonly json: boolean; readonly orderId?: string; readonly since?: Date }
  | { readonly command: 'dead'; readonly json: boolean; readonly action: 'list' }
  | { readonly command: 'dead'; readonly action: 'replay' | 'drop'; readonly which: Which }
  | { readonly command: 'help' }

/** Dead letters: one by its number, those of one order, or all. */
export type Which = { readonly sequence: number } | { readonly orderId: string } | 'all'

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `Usage: npm run events -- <command>

  tail                                   every event of all services, as it happens (Ctrl-C ends it)
  replay [--order ID] [--since WHEN]     what was; WHEN: 30s, 10m, 2h, 1d ago, or a time such as 2026-01-31T12:00:00Z
  dead                                   the messages that a service could not handle
  dead replay N | --order ID | --all     hands them to their service again
  dead drop N | --order ID | --all       forgets them

  --json                                 one event a line, as it travels
  --help`

export function readArguments(args: readonly string[], now: Date): Asked {
  const { values, positionals } = parsed(args)
  const [command, action, number, ...more] = positionals
  const { json = false, order, since, all = false, help } = values
  if (help || command === 'help') return { command: 'help' }
  if (command === 'tail' && action === undefined) return { command, json }
  if (command === 'replay' && action === undefined)
    return {
      command,
      json,
      ...(order === undefined ? {} : { orderId: order }),
      ...(since === undefined ? {} : { since: moment(since, now) }),
    }
  if (command === 'dead' && action === undefined) return { command, json, action: 'list' }
  if (command === 'dead' && (action === 'replay' || action === 'drop') && more.length === 0)
    return { command, action, which: which(number, order, all) }
  throw new UsageError(`there is no command ${JSON.stringify(positionals.join(' '))}`)
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        order: { type: 'string' },
        since: { type: 'string' },
        all: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function which(number: string | undefined, orderId: string | undefined, all: boolean): Which {
  const given = [number, orderId, all || undefined].filter((one) => one !== undefined)
  if (given.length !== 1) throw new UsageError('say which: a number, --order ID or --all')
  if (orderId !== undefined) return { orderId }
  if (number === undefined) return 'all'
  if (!/^[1-9]\d{0,14}$/.test(number))
    throw new UsageError(`${JSON.stringify(number)} is not the number of a dead letter`)
  return { sequence: Number(number) }
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function moment(text: string, now: Date): Date {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const at = unit === undefined ? new Date(text) : new Date(now.getTime() - Number(amount) * (units[unit] ?? 0))
  if (!Number.isNaN(at.getTime())) return at
  throw new UsageError(
    `--since: expected 30s, 10m, 2h, 1d or a time such as 2026-01-31T12:00:00Z, got ${JSON.stringify(text)}`,
  )
}
