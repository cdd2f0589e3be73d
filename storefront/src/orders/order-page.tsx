import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import { DeliveryBadge, OrderBadge } from '../components/badge.tsx'
import { ButtonLink } from '../components/button.tsx'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Picture } from '../components/picture.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import type { OrderFieldsFragment } from '../generated/graphql.ts'
import { DeliveryStatusChangedDocument, OrderDocument, OrderStatusChangedDocument } from '../generated/graphql.ts'
import { useLastingQuery, useLive } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'
import { useRole } from '../session/session.ts'
import { Cancellation } from './cancellation.tsx'
import { journey } from './journey.ts'
import { Refusal } from './refusal.tsx'
import { stepsOf } from './steps.ts'
import { Timeline } from './timeline.tsx'

/** Events of other services reach the order a moment later: so long after a stream's update the order is fetched again. */
const LATER_MS = [150, 600, 2_000, 5_000]

export default function OrderPage() {
  const t = useText()
  return (
    <NeedsLogin title={t('order.title')} roles={['customer', 'carrier', 'admin']}>
      <LiveOrder />
    </NeedsLogin>
  )
}

function LiveOrder() {
  const t = useText()
  const { id = '' } = useParams()
  const { data, error, refetch } = useLastingQuery(OrderDocument, { id }, { revalidate: true })
  const [updates, setUpdates] = useState(0)
  const onData = (): void => setUpdates((times) => times + 1)
  useLive(OrderStatusChangedDocument, { orderId: id }, { onData })
  useLive(DeliveryStatusChangedDocument, { orderId: id }, { onData, skip: data?.order?.status === 'REJECTED' })
  useEffect(() => {
    if (updates === 0) return undefined
    const timers = LATER_MS.map((ms) => setTimeout(() => void refetch().catch(() => undefined), ms))
    return () => timers.forEach(clearTimeout)
  }, [updates, refetch])
  const order = data?.order
  if (order) return <OrderShown order={order} />
  return (
    <Page title={t('order.title')}>
      {error && <Failed error={error} />}
      {!error && order === undefined && <Loading />}
      {order === null && (
        <Empty title={t('order.none')}>
          <ButtonLink to="/">{t('nav.products')}</ButtonLink>
        </Empty>
      )}
    </Page>
  )
}

function OrderShown({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  const { moment } = useFormats()
  const name = order.product?.name ?? t('product.unknown')
  return (
    <Page
      title={t('order.of', { product: name, quantity: order.quantity })}
      lead={t('order.placed', { at: moment(order.placedAt) })}
      aside={<OrderBadge status={order.status} />}
    >
      <Refusal order={order} />
      <div className="order">
        <div className="order-part">
          <section className="card">
            <h2>{t('order.steps')}</h2>
            <SagaSteps order={order} />
          </section>
          <section className="card">
            <h2>{t('order.timeline')}</h2>
            <Timeline steps={order.timeline} />
          </section>
        </div>
        <div className="order-part">
          <DeliveryProgress order={order} />
          <Bill order={order} />
        </div>
      </div>
    </Page>
  )
}

/** Stock, payment, delivery: lit as they are done, and put out again where they were taken back. */
function SagaSteps({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  return (
    <ol className="saga">
      {stepsOf(order).map(({ name, state }) => (
        <li key={name} className={`saga-step saga-${state}`} data-step={name} data-state={state}>
          <span className="saga-mark" aria-hidden="true" />
          <span className="saga-name">{t(`step.${name}`)}</span>
          <span className="saga-state">{t(`step.state.${state}`)}</span>
        </li>
      ))}
    </ol>
  )
}

/** Where the parcel is, and when it got there. */
function DeliveryProgress({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  const { moment } = useFormats()
  const { delivery } = order
  return (
    <section className="card">
      <h2>{t('delivery.title')}</h2>
      {!delivery && <p className="hint">{t(order.status === 'REJECTED' ? 'delivery.never' : 'delivery.notYet')}</p>}
      {delivery && (
        <>
          <p>
            <DeliveryBadge status={delivery.status} />
          </p>
          <ol className="journey">
            {journey(delivery).map(({ status, at }) => (
              <li key={status} data-status={status} data-reached={at === undefined ? undefined : true}>
                <span>{t(`delivery.status.${status}`)}</span>
                {at !== undefined && <time dateTime={at}>{moment(at)}</time>}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Bill({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  const formats = useFormats()
  const mayCancel = [useRole('customer'), useRole('admin')].includes(true)
  return (
    <section className="card stack">
      <h2>{t('order.details')}</h2>
      {order.product && (
        <Link to={`/products/${order.product.id}`} className="order-product">
          <Picture id={order.product.id} />
          <bdi className="product-name">{order.product.name}</bdi>
        </Link>
      )}
      <dl className="cost">
        <dt>{t('quantity')}</dt>
        <dd>{formats.number(order.quantity)}</dd>
        {order.unitPrice !== null && (
          <>
            <dt>{t('order.unitPrice')}</dt>
            <dd>{formats.points(order.unitPrice)}</dd>
          </>
        )}
        {order.totalPrice !== null && (
          <>
            <dt>{t('cost.total')}</dt>
            <dd className="cost-total">{formats.points(order.totalPrice)}</dd>
          </>
        )}
      </dl>
      <div>
        <p className="field-label">{t('orderForm.address')}</p>
        <p className="address">
          <bdi>{order.address}</bdi>
        </p>
      </div>
      {mayCancel && <Cancellation order={order} />}
    </section>
  )
}
