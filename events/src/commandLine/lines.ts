/** Events and dead letters as lines for a reader. */

import type { RawEnvelope } from '../contract/envelope.ts'
import type { DeadLetter } from '../messaging/deadLetters.ts'
import type { Read } from './reading.ts'

/** Time, aggregate, id, version, type, and what it says. `again`: it was told before. */
export function eventLine({ at, subject, parsed }: Read, again: boolean): string {
  if (parsed.kind === 'malformed') return `${clock(at)}  ${subject}  cannot be read: ${parsed.problem}`
  const envelope = parsed.kind === 'ok' ? parsed.envelope : parsed.raw
  const { aggregate, aggregateId, aggregateVersion, type } = envelope
  const columns = [clock(at), aggregate.padEnd(8), aggregateId.padEnd(36), `v${aggregateVersion}`.padStart(4)]
  const notes = [again ? ['(again)'] : [], parsed.kind === 'ok' ? [] : [`(cannot be read: ${parsed.problem})`]].flat()
  return [...columns, type.padEnd(21), gist(envelope), ...notes].join('  ').trimEnd()
}

export function eventJson({ sequence, at, subject, parsed, body }: Read): string {
  const said = parsed.kind === 'ok' ? parsed.envelope : { problem: parsed.problem, body }
  return JSON.stringify({ sequence, publishedAt: at, subject, ...said })
}

/** Number, time, service, kind, tries, subject and error; under it what it says. */
export function letterLines({ sequence, at, service, kind, tries, subject, error, body }: DeadLetter): string[] {
  const columns = [String(sequence).padStart(6), at.toISOString(), service.padEnd(9), kind.padEnd(9)]
  const said = new TextDecoder().decode(body).replaceAll(/\s+/g, ' ')
  return [[...columns, `${tries}x`.padStart(3), subject, error].join('  '), `        ${said}`]
}

export function letterJson({ body, ...letter }: DeadLetter): string {
  return JSON.stringify({ ...letter, body: new TextDecoder().decode(body) })
}

function clock(time: Date): string {
  return time.toISOString().slice(11, 23)
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
