/** Tables of the requests that one order makes to MongoDB, NATS and PostgreSQL. */
import type { SagaFigures } from '../run.ts'
import type { Amount } from '../traffic/tally.ts'
import { table, type TableCell } from './table.ts'

type Cells = (amount: Amount | undefined) => TableCell[]

const minTimes = 0.005 // an order: less is something that happens now and then

export function countTables({ counts }: Pick<SagaFigures, 'counts'>): string[] {
  if (counts.length === 0) return []
  const services = [...new Set(counts.flatMap(({ traffic }) => Object.keys(traffic)))]
  const loads = counts.map(({ load, orders }) => `${load} (${orders} orders)`)
  const ofMongo = services.filter((service) => service.endsWith('MongoDB'))
  const ofNats = services.filter((service) => service.endsWith('NATS'))
  return [
    `For one order, at ${loads.join(', at ')}; requests that no order causes are subtracted.`,
    traffic(counts, ofMongo, ['commands', 'documents', 'KB'], ({ times, rows, bytes }) => [times, rows, bytes / 1_000]),
    traffic(counts, ofNats, ['messages', 'KB'], ({ times, bytes }) => [times, bytes / 1_000]),
    postgres(counts),
  ].filter(Boolean)
}

function traffic(
  counts: SagaFigures['counts'],
  services: readonly string[],
  heads: readonly string[],
  cellsOf: (amount: Amount) => number[],
): string {
  const cells: Cells = (amount) => (amount ? cellsOf(amount) : heads.map(() => null))
  const rows = services.flatMap((service) => {
    const whats = [...new Set(counts.flatMap((one) => Object.keys(one.traffic[service] ?? {})))].toSorted()
    const shown = whats.filter((what) => counts.some((one) => (one.traffic[service]?.[what]?.times ?? 0) >= minTimes))
    return shown.map((what) => [service, what, ...counts.flatMap((one) => cells(one.traffic[service]?.[what]))])
  })
  const sums = counts.flatMap((one) =>
    cells(services.flatMap((service) => Object.values(one.traffic[service] ?? {})).reduce(sum, nothing)),
  )
  const head = counts.flatMap(({ load }) => heads.map((name) => `${name}, ${load}`))
  return table(['service', 'what', ...head], [...rows, ['all', '', ...sums]])
}

function postgres(counts: SagaFigures['counts']): string {
  const names = Object.keys(counts[0]?.postgres ?? {})
  if (names.length === 0) return ''
  const of = ({ postgres: work }: SagaFigures['counts'][number]) => new Map<string, number>(Object.entries(work ?? {}))
  const rows = names.map((name) => [name, ...counts.map((one) => of(one).get(name) ?? null)])
  return table(['PostgreSQL', ...counts.map(({ load }) => load)], rows)
}

const nothing: Amount = { times: 0, rows: 0, bytes: 0 }

function sum(one: Amount, other: Amount): Amount {
  return { times: one.times + other.times, rows: one.rows + other.rows, bytes: one.bytes + other.bytes }
}
