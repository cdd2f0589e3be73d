import { DeliveryBadge } from '../components/badge.tsx'
import type { OrderFieldsFragment } from '../generated/graphql.ts'
import { useFormats, useText } from '../language/language.tsx'
import { journey } from './journey.ts'

/** Where the parcel is, and when it got there. */
export function DeliveryProgress({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  const { moment } = useFormats()
  const { delivery } = order
  return (
    <section className="card">
      <h2>{t('delivery.title')}</h2>
      {!delivery && <p className="hint">{t(order.status === 'REJECTED' ? 'delivery.never' : 'delivery.notYet')}</p>}
      {delivery && (
        <>
          <p>
            <DeliveryBadge status={delivery.status} />
          </p>
          <ol className="journey">
            {journey(delivery).map(({ status, at }) => (
              <li key={status} data-status={status} data-reached={at === undefined ? undefined : true}>
                <span>{t(`delivery.status.${status}`)}</span>
                {at !== undefined && <time dateTime={at}>{moment(at)}</time>}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
