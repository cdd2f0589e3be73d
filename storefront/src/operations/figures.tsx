import { Link } from 'react-router'
import { useFormats, useText } from '../language/language.tsx'
import type { LiveOperations } from './use-operations.ts'

/** The shop in seven numbers. Those that should be 0 lead to what they count. */
export function Figures({ update }: { readonly update: LiveOperations }) {
  const t = useText()
  const formats = useFormats()
  const { lastMinute, ordersInFlight, stuckOrders, deadLetters, brokenInvariants } = update
  const inFlight = ordersInFlight.reduce((sum, { orders }) => sum + orders, 0)
  return (
    <dl className="console-figures">
      <Figure name="rate" label={t('operations.rate')} value={formats.rate(lastMinute.ordersPlaced / 60)} />
      <Figure name="p50" label={t('operations.p50')} value={formats.milliseconds(lastMinute.p50Ms)} />
      <Figure name="p99" label={t('operations.p99')} value={formats.milliseconds(lastMinute.p99Ms)} />
      <Figure name="in-flight" label={t('operations.inFlight')} value={formats.number(inFlight)} />
      <Watched name="stuck" label={t('operations.stuck')} count={stuckOrders} to="?tab=stuck" />
      <Watched name="dead-letters" label={t('operations.deadLetters')} count={deadLetters} to="?tab=dead-letters" />
      <Watched name="invariants" label={t('operations.invariants')} count={brokenInvariants.length} to="?" />
    </dl>
  )
}

type FiguresProps = { readonly name: string; readonly label: string }

function Figure({ name, label, value }: FiguresProps & { readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-figure={name}>{value}</dd>
    </div>
  )
}

function Watched({ name, label, count, to }: FiguresProps & { readonly count: number; readonly to: string }) {
  const { number } = useFormats()
  return (
    <div className={count > 0 ? 'console-figure-bad' : undefined}>
      <dt>{label}</dt>
      <dd data-figure={name}>
        {count > 0 ? (
          <Link to={to} aria-label={`${label}: ${number(count)}`}>
            {number(count)}
          </Link>
        ) : (
          number(count)
        )}
      </dd>
    </div>
  )
}
