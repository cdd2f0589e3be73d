/** Events and dead letters as a person reads them: one line each. */

import type { RawEnvelope } from '../contract/envelope.ts'
import type { DeadLetter } from '../messaging/deadLetters.ts'

const repeatedInEnvelope = new Set(['orderId', 'operation'])
const longestValue = 40

/** Time, aggregate, version, type, and what the event says. */
export function eventLine({ occurredAt, aggregate, aggregateId, aggregateVersion, type, data }: RawEnvelope): string {
  const said = Object.entries(data)
    .filter(([name, value]) => value !== null && value !== aggregateId && !repeatedInEnvelope.has(name))
    .map(([name, value]) => `${name}=${short(value)}`)
  return [
    occurredAt,
    `${aggregate} ${aggregateId}`.padEnd(45),
    `v${aggregateVersion}`.padEnd(4),
    type.padEnd(22),
    said.join(' '),
  ].join(' ')
}

export function deadLetterLine({ sequence, at, service, kind, tries, subject, error }: DeadLetter): string {
  return [
    String(sequence).padStart(6),
    at.toISOString(),
    service.padEnd(9),
    kind.padEnd(9),
    `${tries}x`,
    subject,
    error,
  ].join(' ')
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const printable = text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]+/g, ' ')
  return printable.length > longestValue ? `${printable.slice(0, longestValue)}...` : printable
}
