import { useMemo } from 'react'
import { DataTable } from '../components/data-table.tsx'
import type { MinuteFieldsFragment } from '../generated/graphql.ts'
import { useFormats, useText } from '../language/language.tsx'
import { Chart } from './chart.tsx'
import type { LiveOperations } from './use-operations.ts'

type ThroughputChartsProps = { readonly minutes: readonly MinuteFieldsFragment[]; readonly now: LiveOperations }

/** The last hour, minute by minute. The minute that has only begun is left out: it would look like a fall. */
export function ThroughputCharts({ minutes, now }: ThroughputChartsProps) {
  const t = useText()
  const formats = useFormats()
  const whole = useMemo(() => minutes.slice(0, -1), [minutes])
  const times = useMemo(() => whole.map(({ minute }) => Date.parse(minute) / 1_000), [whole])
  const rates = useMemo(
    () => [{ label: t('operations.rate'), values: whole.map(({ ordersPlaced }) => ordersPlaced / 60) }],
    [whole, t],
  )
  const durations = useMemo(
    () => [
      { label: 'p50', values: whole.map(({ p50Ms }) => p50Ms) },
      { label: 'p99', values: whole.map(({ p99Ms }) => p99Ms) },
    ],
    [whole],
  )
  const formatTime = (seconds: number): string => formats.clock(new Date(seconds * 1_000).toISOString())
  const max = (values: readonly (number | null)[] = []): number | null => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  const { lastMinute } = now
  return (
    <>
      <Chart
        title={t('operations.rate.title')}
        summary={t('operations.rate.summary', {
          now: formats.rate(lastMinute.ordersPlaced / 60),
          max: formats.rate(max(rates[0]?.values) ?? 0),
          orders: formats.number(whole.reduce((sum, { ordersPlaced }) => sum + ordersPlaced, 0)),
        })}
        {...{ times, series: rates, min: 0.1, format: formats.rate, formatTime }}
      />
      <Chart
        title={t('operations.time.title')}
        summary={t('operations.time.summary', {
          p50: formats.milliseconds(lastMinute.p50Ms),
          p99: formats.milliseconds(lastMinute.p99Ms),
          max: formats.milliseconds(max(durations[1]?.values)),
        })}
        {...{ times, series: durations, min: 100, format: formats.milliseconds, formatTime }}
      />
      <AsTable minutes={whole} />
    </>
  )
}

function AsTable({ minutes }: { readonly minutes: readonly MinuteFieldsFragment[] }) {
  const t = useText()
  const { clock, number, milliseconds } = useFormats()
  return (
    <details className="console-wide">
      <summary>{t('operations.asTable')}</summary>
      <DataTable
        caption={t('operations.asTable')}
        columns={[
          { name: 'minute', head: t('operations.minute') },
          { name: 'placed', head: t('operations.placed'), figure: true },
          { name: 'prepared', head: t('operations.prepared'), figure: true },
          { name: 'p50', head: 'p50', figure: true },
          { name: 'p99', head: 'p99', figure: true },
        ]}
        rows={minutes.toReversed().map(({ minute, ordersPlaced, deliveriesPrepared, p50Ms, p99Ms }) => ({
          key: minute,
          cells: {
            minute: clock(minute),
            placed: number(ordersPlaced),
            prepared: number(deliveriesPrepared),
            p50: milliseconds(p50Ms),
            p99: milliseconds(p99Ms),
          },
        }))}
      />
    </details>
  )
}
