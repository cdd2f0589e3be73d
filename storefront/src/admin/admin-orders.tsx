import { Link } from 'react-router'
import { OrderBadge } from '../components/badge.tsx'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { useUrlChoice } from '../components/url-choice.ts'
import type { OrderStatus } from '../generated/graphql.ts'
import { OrdersChangedDocument, OrdersDocument } from '../generated/graphql.ts'
import { useGrowingList } from '../graph/list.ts'
import { useFormats, useText } from '../language/language.tsx'

const all = ['all', 'PENDING', 'CONFIRMED', 'COMPLETED', 'REJECTED', 'CANCELLING', 'CANCELLED'] as const

export function AdminOrders() {
  const t = useText()
  const [status, setStatus] = useUrlChoice('status', all)
  return (
    <>
      <label className="field narrow">
        <span className="field-label">{t('admin.status')}</span>
        <select className="input" value={status} onChange={({ target }) => setStatus(target.value)}>
          {all.map((each) => (
            <option key={each} value={each}>
              {each === 'all' ? t('admin.everyStatus') : t(`order.status.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <Orders key={status} status={status === 'all' ? null : status} />
    </>
  )
}

function Orders({ status }: { readonly status: OrderStatus | null }) {
  const t = useText()
  const formats = useFormats()
  const {
    list: orders,
    error,
    more,
  } = useGrowingList(
    OrdersDocument,
    (page) => ({ ...page, status }),
    (data) => data.orders,
    OrdersChangedDocument,
  )
  if (!orders) return error ? <Failed error={error} /> : <Loading />
  if (orders.edges.length === 0) return <Empty title={t('admin.noOrders')} />
  return (
    <>
      <ul className="rows">
        {orders.edges.map(({ node }) => (
          <li key={node.id}>
            <Link to={`/orders/${node.id}`} className="row">
              <span className="row-main">
                <bdi className="product-name">{node.product?.name ?? t('product.unknown')}</bdi>
                <span className="hint">
                  {t('me.units', { quantity: node.quantity })} · {node.user.id} · {formats.moment(node.placedAt)}
                </span>
              </span>
              <OrderBadge status={node.status} />
              <span className="row-figure">{node.totalPrice === null ? '–' : formats.points(node.totalPrice)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more && <More {...more} />}
    </>
  )
}
