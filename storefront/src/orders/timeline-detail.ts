/** What the timeline says of a step beside its name, in the page's language. Free text, such as a person's reason, is not translated. */
import type { MessageId } from '../language/catalogues.ts'

type Said = { readonly id: MessageId; readonly values?: Readonly<Record<string, number>> }

const REASONS: Readonly<Record<string, MessageId>> = {
  OUT_OF_STOCK: 'reason.OUT_OF_STOCK',
  PRODUCT_NOT_FOUND: 'reason.PRODUCT_NOT_FOUND',
  PRICE_CHANGED: 'reason.PRICE_CHANGED',
  TOTAL_TOO_LARGE: 'reason.TOTAL_TOO_LARGE',
  ACCOUNT_NOT_FOUND: 'reason.ACCOUNT_NOT_FOUND',
  INSUFFICIENT_POINTS: 'reason.INSUFFICIENT_POINTS',
  TIMED_OUT: 'reason.TIMED_OUT',
}
const DELIVERY: Readonly<Record<string, MessageId>> = {
  PREPARING: 'delivery.status.PREPARING',
  SHIPPED: 'delivery.status.SHIPPED',
  IN_TRANSIT: 'delivery.status.IN_TRANSIT',
  OUT_FOR_DELIVERY: 'delivery.status.OUT_FOR_DELIVERY',
  DELIVERED: 'delivery.status.DELIVERED',
}

/** Undefined: as it is. */
export function detailOf(event: string, detail: string): Said | undefined {
  const numbers = [...detail.matchAll(/\d+/g)].map(([digits]) => Number(digits))
  const [first = 0, second = 0, third = 0] = numbers
  switch (event) {
    case 'StockReserved':
      return numbers.length === 3
        ? { id: 'detail.price', values: { quantity: first, price: second, total: third } }
        : undefined
    case 'StockReleased':
    case 'StockRestored':
      return numbers.length === 1 ? { id: 'detail.units', values: { units: first } } : said(REASONS[detail])
    case 'PaymentApproved':
    case 'PaymentRefunded':
      return numbers.length === 1 ? { id: 'detail.points', values: { points: first } } : undefined
    case 'StockRejected':
    case 'PaymentDeclined':
      return said(REASONS[detail])
    case 'DeliveryAdvanced':
      return said(DELIVERY[detail])
    case 'DeliveryCancelled':
      return said('detail.beforePrepared')
    case 'CancellationRequested':
      return detail === 'by deadline' ? said('detail.byDeadline') : undefined
    case 'CancellationRefused':
      return said(DELIVERY[/([A-Z_]+)\.$/.exec(detail)?.[1] ?? ''])
    default:
      return undefined
  }
}

const said = (id: MessageId | undefined): Said | undefined => id && { id }
