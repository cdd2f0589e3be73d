/** Events and dead letters as lines for a reader. */

import { styleText } from 'node:util'
import type { RawEnvelope } from '../contract/envelope.ts'
import type { DeadLetter } from '../messaging/dead-letters.ts'
import type { Read } from './reading.ts'

/** What the lines are for: a file or a pipe gets them whole and plain. */
export type Terminal = {
  readonly now: Date
  /** Characters that fit beside each other; undefined: any number. */
  readonly columns?: number | undefined
  readonly colour?: boolean
}

const colours = ['cyan', 'green', 'blue', 'white', 'yellow', 'magenta'] as const

/** Time (with the date, where it is not today's), aggregate, id, version, type, and what it says. `again`: it was printed before. */
export function eventLine({ at, subject, parsed }: Read, again: boolean, terminal: Terminal): string {
  const time = clock(at, terminal.now)
  if (parsed.kind === 'malformed') return fit(`${time}  ${subject}  cannot be read: ${parsed.problem}`, terminal)
  const envelope = parsed.kind === 'ok' ? parsed.envelope : parsed.raw
  const { aggregate, aggregateId, aggregateVersion, type } = envelope
  const columns = [time, aggregate.padEnd(8), aggregateId.padEnd(36), `v${aggregateVersion}`.padStart(4)]
  const notes = [again ? ['(again)'] : [], parsed.kind === 'ok' ? [] : [`(cannot be read: ${parsed.problem})`]].flat()
  const line = fit([...columns, type.padEnd(21), gist(envelope), ...notes].join('  ').trimEnd(), terminal)
  return terminal.colour ? styleText(colourOf(aggregate), line, { validateStream: false }) : line
}

/** One line of JSON; for a message that is no event, what is wrong with it. */
export function eventJson({ sequence, at, subject, parsed, body }: Read): string {
  const said = parsed.kind === 'ok' ? parsed.envelope : { problem: parsed.problem, body }
  return JSON.stringify({ sequence, publishedAt: at, subject, ...said })
}

/** Number, time, service, kind, tries, subject and error; under it what it says. */
export function letterLines(
  { sequence, at, service, kind, tries, subject, error, body }: DeadLetter,
  terminal: Terminal,
): string[] {
  const columns = [String(sequence).padStart(6), at.toISOString(), service.padEnd(9), kind.padEnd(9)]
  const said = new TextDecoder().decode(body).replaceAll(/\s+/g, ' ')
  const lines = [[...columns, `${tries}x`.padStart(3), subject, error].join('  '), `        ${said}`]
  return lines.map((line) => fit(line, terminal))
}

/** One line of JSON. */
export function letterJson({ body, ...letter }: DeadLetter): string {
  return JSON.stringify({ ...letter, body: new TextDecoder().decode(body) })
}

/** "12:00:01.234" of today, else "2026-11-22 12:00:01.234"; UTC. */
function clock(time: Date, now: Date): string {
  const [day = '', hours = ''] = time.toISOString().slice(0, -1).split('T')
  return now.toISOString().startsWith(day) ? hours : `${day} ${hours}`
}

/**
 * One line of what may be shown: what people have written (an address, a reason) must not move the cursor, colour the terminal or
 * turn the direction of text. Cut where it would not fit.
 */
function fit(line: string, { columns }: Terminal): string {
  const shown = line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
  return columns === undefined || shown.length <= columns ? shown : `${shown.slice(0, Math.max(columns - 1, 0))}…`
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

/** The same for the same kind of aggregate, whichever there are. */
function colourOf(aggregate: string): (typeof colours)[number] {
  const sum = Buffer.from(aggregate).reduce((total, byte) => total + byte, 0)
  return colours[sum % colours.length] ?? 'white'
}

/** What it says beside whom it is about: "user ann, product tea, quantity 10, status PENDING". */
function gist({ aggregateId, data }: RawEnvelope): string {
  return Object.entries(data)
    .filter(([field, value]) => value !== aggregateId && field !== 'operation' && value !== null)
    .map(([field, value]) => `${field.replace(/Id$/, '')} ${shown(value)}`)
    .join(', ')
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return 'event' in value ? String(value.event) : JSON.stringify(value)
}
