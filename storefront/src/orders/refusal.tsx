import { ButtonLink } from '../components/button.tsx'
import { Notice } from '../components/states.tsx'
import type { OrderFieldsFragment, RejectionReason } from '../generated/graphql.ts'
import { BuyerDocument } from '../generated/graphql.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'
import { useRole } from '../session/session.ts'

/** Why the order could not be done, and what one may do now. */
export function Refusal({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  const { rejection, cancellationRefused, product, delivery } = order
  const next = rejection === null || isSoldOut(order) ? undefined : NEXT[rejection]
  return (
    <div aria-live="polite">
      {rejection !== null && (
        <Notice kind="danger" title={t('refusal.title')}>
          <p>
            <Why order={order} rejection={rejection} />
          </p>
          <p className="buttons">
            {product && <ButtonLink to={`/products/${product.id}`}>{t(next ?? 'refusal.next.again')}</ButtonLink>}
            <ButtonLink look="plain" to="/">
              {t('product.others')}
            </ButtonLink>
          </p>
        </Notice>
      )}
      {cancellationRefused !== null && (
        <Notice kind="warning" title={t('cancel.tooLate')}>
          {delivery
            ? t('cancel.tooLate.status', { status: t(`delivery.status.${delivery.status}`) })
            : cancellationRefused}
        </Notice>
      )}
      {order.status === 'CANCELLED' && <Notice kind="success">{t('cancel.done')}</Notice>}
    </div>
  )
}

const NEXT = {
  OUT_OF_STOCK: 'refusal.next.fewer',
  PRICE_CHANGED: 'refusal.next.newPrice',
  INSUFFICIENT_POINTS: 'refusal.next.fewer',
  ACCOUNT_NOT_FOUND: undefined,
  TOTAL_TOO_LARGE: 'refusal.next.fewer',
  TIMED_OUT: 'refusal.next.retry',
  PRODUCT_NOT_FOUND: undefined,
} as const satisfies Record<RejectionReason, string | undefined>

/** Fewer would not do either. */
const isSoldOut = ({ rejection, product }: OrderFieldsFragment): boolean =>
  rejection === 'OUT_OF_STOCK' && product?.stock === 0

function Why({ order, rejection }: { readonly order: OrderFieldsFragment; readonly rejection: RejectionReason }) {
  const t = useText()
  const { points, number } = useFormats()
  const mine = useRole('customer')
  const { data } = useLastingQuery(BuyerDocument, {}, { skip: !mine || rejection !== 'INSUFFICIENT_POINTS' })
  if (isSoldOut(order)) return t('refusal.soldOut')
  return t(`refusal.${rejection}`, {
    stock: number(order.product?.stock ?? 0),
    price: points(order.product?.price ?? 0),
    quantity: number(order.quantity),
    total: points(order.totalPrice ?? (order.product?.price ?? 0) * order.quantity),
    points: points(data?.me?.points ?? 0),
  })
}
