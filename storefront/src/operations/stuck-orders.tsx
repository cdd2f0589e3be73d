import { Link } from 'react-router'
import { OrderBadge } from '../components/badge.tsx'
import { DataTable } from '../components/data-table.tsx'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { StuckOrdersDocument } from '../generated/graphql.ts'
import { useFirst } from '../graph/first.ts'
import { useFreshList } from '../graph/fresh.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'

const PAGE_SIZE = 20

export function StuckOrders() {
  const t = useText()
  const { moment, ago } = useFormats()
  const first = useFirst(StuckOrdersDocument, {}, PAGE_SIZE, ({ stuckOrders: { edges } }) => edges)
  const { data, error, fetchingMore, fetchMore } = useLastingQuery(StuckOrdersDocument, { first }, { fresh: true })
  const stuck = data?.stuckOrders
  useFreshList(StuckOrdersDocument, stuck?.edges.length, (shown) => ({ first: shown }))
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
      {stuck.pageInfo.hasNextPage && (
        <More
          busy={fetchingMore}
          onMore={() => void fetchMore({ first: PAGE_SIZE, after: stuck.pageInfo.endCursor })}
        />
      )}
    </>
  )
}
