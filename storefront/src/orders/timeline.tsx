import type { OrderFieldsFragment } from '../generated/graphql.ts'
import { useFormats, useText } from '../language/language.tsx'
import type { MessageId } from '../language/language.tsx'

const NAMES: Readonly<Record<string, MessageId>> = {
  OrderPlaced: 'event.OrderPlaced',
  StockReserved: 'event.StockReserved',
  StockRejected: 'event.StockRejected',
  StockReleased: 'event.StockReleased',
  StockRestored: 'event.StockRestored',
  PaymentApproved: 'event.PaymentApproved',
  PaymentDeclined: 'event.PaymentDeclined',
  PaymentRefunded: 'event.PaymentRefunded',
  DeliveryPrepared: 'event.DeliveryPrepared',
  DeliveryAdvanced: 'event.DeliveryAdvanced',
  DeliveryCancelled: 'event.DeliveryCancelled',
  CancellationRequested: 'event.CancellationRequested',
  CancellationRefused: 'event.CancellationRefused',
}

/** What happened, when, and who did it. */
export function Timeline({ steps }: { readonly steps: OrderFieldsFragment['timeline'] }) {
  const t = useText()
  const { exact } = useFormats()
  return (
    <ol className="timeline">
      {steps.map(({ at, service, event, detail }) => {
        const name = NAMES[event]
        return (
          <li key={`${at} ${event} ${detail}`} data-event={event}>
            <time dateTime={at}>{exact(at)}</time>
            <span className="timeline-event">
              {name ? t(name) : event}
              {detail !== null && (
                <span className="timeline-detail">
                  {' '}
                  <bdi>{detail}</bdi>
                </span>
              )}
            </span>
            <span className="timeline-service">{service}</span>
          </li>
        )
      })}
    </ol>
  )
}
