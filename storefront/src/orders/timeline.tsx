import type { OrderFieldsFragment } from '../generated/graphql.ts'
import { useFormats, useText } from '../language/language.tsx'
import type { MessageId } from '../language/catalogues.ts'
import { detailOf } from './timeline-detail.ts'

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
  const { exact, number } = useFormats()
  const inWords = (event: string, detail: string): string => {
    const said = detailOf(event, detail)
    if (!said) return detail
    const values = Object.entries(said.values ?? {})
    return t(
      said.id,
      said.id === 'detail.units'
        ? said.values
        : Object.fromEntries(values.map(([name, value]) => [name, number(value)])),
    )
  }
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
                  <bdi>{inWords(event, detail)}</bdi>
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
