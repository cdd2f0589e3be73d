import { Link } from 'react-router'
import { More } from '../components/more.tsx'
import { SelectAll, useSelection } from '../components/selection.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import type { DeliveryStatus } from '../generated/graphql.ts'
import { DeliveriesChangedDocument, DeliveriesDocument } from '../generated/graphql.ts'
import { useGrowingList } from '../graph/list.ts'
import { useFormats, useText } from '../language/language.tsx'
import { nextStop } from '../orders/journey.ts'
import { Advance } from './advance.tsx'

export function Deliveries({ status }: { readonly status: DeliveryStatus }) {
  const t = useText()
  const { moment } = useFormats()
  const {
    list: deliveries,
    error,
    more,
  } = useGrowingList(
    DeliveriesDocument,
    (page) => ({ ...page, status }),
    (data) => data.deliveries,
    DeliveriesChangedDocument,
  )
  // One that has been advanced meanwhile is in this list until that has been fetched again.
  const shown = deliveries?.edges.map(({ node }) => node).filter((node) => node.status === status) ?? []
  const selection = useSelection(shown.map(({ id }) => id))
  if (!deliveries) return error ? <Failed error={error} /> : <Loading />

  const next = nextStop(status)
  if (shown.length === 0) return <Empty title={t('carrier.none')} />
  return (
    <>
      {next && (
        <div className="bar">
          <SelectAll selection={selection} label={t('carrier.all')} />
          <Advance orders={selection.ids} to={next} onDone={() => selection.selectAll(false)} />
        </div>
      )}
      <ul className="rows">
        {shown.map(({ id, product, quantity, address, user, history }) => (
          <li key={id} className="row" data-delivery={id}>
            {next && (
              <input
                type="checkbox"
                aria-label={t('carrier.choose', { product: product.name, address })}
                checked={selection.has(id)}
                onChange={() => selection.toggle(id)}
              />
            )}
            <span className="row-main">
              <Link to={`/orders/${id}`} className="product-name">
                <bdi>{product.name}</bdi> × {quantity}
              </Link>
              <span className="hint">
                <bdi>{address}</bdi> · {user.id} · {moment(history.at(-1)?.at ?? '')}
              </span>
            </span>
            {next && <Advance orders={[id]} to={next} single />}
          </li>
        ))}
      </ul>
      {more && <More {...more} />}
    </>
  )
}
