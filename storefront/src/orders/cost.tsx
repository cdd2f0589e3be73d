import { BuyerDocument } from '../generated/graphql.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'
import { useRole } from '../session/session.ts'

/** What it costs, and what is left of one's points. */
export function Cost({ unitPrice, quantity }: { readonly unitPrice: number; readonly quantity: number }) {
  const t = useText()
  const formats = useFormats()
  const customer = useRole('customer')
  const { data } = useLastingQuery(BuyerDocument, {}, { skip: !customer, revalidate: true })
  const total = unitPrice * quantity
  const points = data?.me?.points
  const left = points == null ? undefined : points - total
  return (
    <dl className="cost">
      <dt>{t('cost.total')}</dt>
      <dd className="cost-total">{formats.points(total)}</dd>
      {points != null && (
        <>
          <dt>{t('cost.before')}</dt>
          <dd>{formats.points(points)}</dd>
        </>
      )}
      {left !== undefined && left >= 0 && (
        <>
          <dt>{t('cost.after')}</dt>
          <dd>{formats.points(left)}</dd>
        </>
      )}
      {left !== undefined && left < 0 && (
        <>
          <dt>{t('cost.missing')}</dt>
          <dd className="cost-missing">{formats.points(-left)}</dd>
        </>
      )}
    </dl>
  )
}
