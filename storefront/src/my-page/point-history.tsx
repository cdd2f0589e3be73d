import { Link } from 'react-router'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { MyPageChangedDocument, PointHistoryDocument } from '../generated/graphql.ts'
import { useGrowingList } from '../graph/list.ts'
import { useFormats, useText } from '../language/language.tsx'

export function PointHistory() {
  const t = useText()
  const formats = useFormats()
  const {
    list: history,
    error,
    more,
  } = useGrowingList(
    PointHistoryDocument,
    (page) => page,
    ({ me }) => me?.pointHistory,
    MyPageChangedDocument,
  )
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
      {more && <More {...more} />}
    </>
  )
}
