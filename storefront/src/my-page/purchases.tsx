import { Link } from 'react-router'
import { DeliveryBadge, OrderBadge } from '../components/badge.tsx'
import { ButtonLink } from '../components/button.tsx'
import { More } from '../components/more.tsx'
import { Empty } from '../components/states.tsx'
import type { MyPageQuery } from '../generated/graphql.ts'
import { MyPageChangedDocument, MyPageDocument } from '../generated/graphql.ts'
import { useLiveList } from '../graph/live-list.ts'
import { useFormats, useText } from '../language/language.tsx'

type PurchasesProps = {
  readonly purchases: NonNullable<MyPageQuery['myPage']>['purchases']
  readonly busy: boolean
  readonly onMore: () => void
}

export function Purchases({ purchases, busy, onMore }: PurchasesProps) {
  const t = useText()
  const formats = useFormats()
  useLiveList(MyPageDocument, purchases.edges.length, (first) => ({ first }), MyPageChangedDocument)
  if (purchases.edges.length === 0) {
    return (
      <Empty title={t('me.noPurchases')}>
        <ButtonLink look="primary" to="/">
          {t('nav.products')}
        </ButtonLink>
      </Empty>
    )
  }
  return (
    <>
      <ul className="rows">
        {purchases.edges.map(({ node }) => (
          <li key={node.orderId}>
            <Link to={`/orders/${node.orderId}`} className="row">
              <span className="row-main">
                <bdi className="product-name">{node.productName ?? t('product.unknown')}</bdi>
                <span className="hint">
                  {t('me.units', { quantity: node.quantity })} · {formats.moment(node.updatedAt)}
                </span>
              </span>
              <span className="row-badges">
                <OrderBadge status={node.orderStatus} />
                {node.deliveryStatus !== null && <DeliveryBadge status={node.deliveryStatus} />}
              </span>
              <span className="row-figure">{node.totalPrice === null ? '–' : formats.points(node.totalPrice)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {purchases.pageInfo.hasNextPage && <More busy={busy} onMore={onMore} />}
    </>
  )
}
