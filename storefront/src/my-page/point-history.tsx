import { Link } from 'react-router'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { PointHistoryDocument } from '../generated/graphql.ts'
import { useFirst } from '../graph/first.ts'
import { useFreshList } from '../graph/fresh.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'

const PAGE_SIZE = 20

export function PointHistory() {
  const t = useText()
  const formats = useFormats()
  const first = useFirst(PointHistoryDocument, {}, PAGE_SIZE, ({ me }) => me?.pointHistory?.edges)
  const { data, error, fetchMore, fetchingMore } = useLastingQuery(PointHistoryDocument, { first }, { fresh: true })
  const history = data?.me?.pointHistory
  useFreshList(PointHistoryDocument, history?.edges.length, (first) => ({ first }))
  if (!history) return error ? <Failed error={error} /> : <Loading />
  if (history.edges.length === 0) return <Empty title={t('me.noPoints')} />
  return (
    <>
      <ul className="rows">
        {history.edges.map(({ node: { id, at, kind, amount, balance, order } }) => (
          <li key={id} className="row">
            <span className="row-main">
              <span className="product-name">{t(`points.${kind}`)}</span>
              <span className="hint">
                {formats.moment(at)}
                {order && (
                  <>
                    {' · '}
                    <Link to={`/orders/${order.id}`}>
                      <bdi>{order.product?.name ?? t('product.unknown')}</bdi>
                    </Link>
                  </>
                )}
              </span>
            </span>
            <span className={`row-figure ${amount < 0 ? 'minus' : 'plus'}`}>{formats.signedPoints(amount)}</span>
            <span className="row-figure hint">{t('me.balance', { points: formats.points(balance) })}</span>
          </li>
        ))}
      </ul>
      {history.pageInfo.hasNextPage && (
        <More
          busy={fetchingMore}
          onMore={() => void fetchMore({ first: PAGE_SIZE, after: history.pageInfo.endCursor })}
        />
      )}
    </>
  )
}
