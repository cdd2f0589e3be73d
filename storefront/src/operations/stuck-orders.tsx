import { Link } from 'react-router'
import { OrderBadge } from '../components/badge.tsx'
import { DataTable } from '../components/data-table.tsx'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { StuckOrdersDocument } from '../generated/graphql.ts'
import { useGrowingList } from '../graph/list.ts'
import { useFormats, useText } from '../language/language.tsx'

export function StuckOrders() {
  const t = useText()
  const { moment, ago } = useFormats()
  const {
    list: stuck,
    error,
    more,
  } = useGrowingList(
    StuckOrdersDocument,
    (page) => page,
    (data) => data.stuckOrders,
  )
  if (!stuck) return error ? <Failed error={error} /> : <Loading />
  if (stuck.edges.length === 0) {
    return (
      <Empty title={t('operations.stuck.none')}>
        <p>{t('operations.stuck.about')}</p>
      </Empty>
    )
  }
  return (
    <>
      <p className="hint console-hint">{t('operations.stuck.hint')}</p>
      <DataTable
        caption={t('operations.stuck')}
        columns={[
          { name: 'order', head: t('order.title') },
          { name: 'user', head: t('admin.user') },
          { name: 'status', head: t('admin.status') },
          { name: 'waitingFor', head: t('operations.waitingFor') },
          { name: 'since', head: t('operations.since'), figure: true },
        ]}
        rows={stuck.edges.map(({ node: { orderId, order, waitingFor, since } }) => ({
          key: orderId,
          cells: {
            order: (
              <>
                <Link to={`/orders/${orderId}`}>
                  <bdi>{order?.product?.name ?? orderId}</bdi>
                  {order && ` × ${order.quantity}`}
                </Link>
                {order && <span className="hint console-id">{orderId}</span>}
              </>
            ),
            user: order?.user.id ?? '–',
            status: order ? <OrderBadge status={order.status} /> : '–',
            waitingFor: t(`operations.waitingFor.${waitingFor}`),
            since: (
              <time dateTime={since} title={moment(since)}>
                {ago(since)}
              </time>
            ),
          },
        }))}
      />
      {more && <More {...more} />}
    </>
  )
}
