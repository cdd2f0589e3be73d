import { useMutation } from '@apollo/client/react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { Button } from '../components/button.tsx'
import { TextField, WholeNumberField } from '../components/field.tsx'
import { Picture } from '../components/picture.tsx'
import { Notice } from '../components/states.tsx'
import type { ProductFieldsFragment } from '../generated/graphql.ts'
import { BuyerDocument, PlaceOrderDocument } from '../generated/graphql.ts'
import { failureOf, mayPass } from '../graph/errors.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'
import { Stock } from '../products/product-card.tsx'
import { Cost } from './cost.tsx'
import type { OrderDraft } from './draft.ts'
import { closeDraft, keepDraft, openDraft, renewedDraft } from './draft.ts'

type OrderFormProps = { readonly product: ProductFieldsFragment; readonly quantity: number }

export function OrderForm({ product, quantity }: OrderFormProps) {
  const t = useText()
  const { points } = useFormats()
  const [seenPrice, setSeenPrice] = useState(product.price)
  const { draft, change, send, sending, failure } = useDraft(product.id, seenPrice, quantity)
  const [submitted, setSubmitted] = useState(false)
  // One that was sent before may have arrived: sending it again says so.
  const isSoldOut = product.stock === 0 && draft.sentAtPrice === undefined
  const missing = submitted && draft.address.trim() === '' ? t('orderForm.address.missing') : undefined
  return (
    <form
      className="order-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setSubmitted(true)
        if (draft.address.trim() !== '' && !isSoldOut) void send(draft)
      }}
    >
      <div className="card order-product">
        <Picture id={product.id} />
        <div>
          <p className="product-name">
            <bdi>{product.name}</bdi>
          </p>
          <p>{t('orderForm.each', { price: points(seenPrice) })}</p>
          <Stock product={product} />
        </div>
      </div>
      <div className="card stack">
        <WholeNumberField
          label={t('quantity')}
          value={draft.quantity}
          onChange={(next) => change({ quantity: next ?? 1 })}
          min={1}
        />
        <TextField
          label={t('orderForm.address')}
          value={draft.address}
          onChange={(address) => change({ address })}
          lines={3}
          max={500}
          name="address"
          autoComplete="street-address"
          required
          fault={missing}
        />
        <LastAddresses chosen={draft.address} onChoose={(address) => change({ address })} />
        <Cost unitPrice={seenPrice} quantity={draft.quantity} />
        <div aria-live="polite">
          {product.price !== seenPrice && draft.sentAtPrice === undefined && (
            <Notice kind="warning">
              <p>{t('refusal.PRICE_CHANGED', { price: points(product.price) })}</p>
              <Button onClick={() => setSeenPrice(product.price)}>{t('orderForm.newPrice')}</Button>
            </Notice>
          )}
        </div>
        {failure !== undefined && <Refused error={failure} />}
        {isSoldOut ? (
          <Notice kind="warning">{t('product.soldOut')}</Notice>
        ) : (
          <>
            <Button type="submit" look="primary" wide busy={sending}>
              {sending ? t('orderForm.sending') : failure === undefined ? t('orderForm.send') : t('tryAgain')}
            </Button>
            <p className="hint">{t('orderForm.once')}</p>
          </>
        )}
      </div>
    </form>
  )
}

const MAX_ADDRESSES = 3

/** Where the last orders went. */
function LastAddresses({
  chosen,
  onChoose,
}: {
  readonly chosen: string
  readonly onChoose: (address: string) => void
}) {
  const t = useText()
  const { data } = useLastingQuery(BuyerDocument, {})
  const all = data?.me?.orders?.edges.map(({ node }) => node.address) ?? []
  const last = [...new Set(all)].slice(0, MAX_ADDRESSES)
  if (last.length === 0) return null
  return (
    <fieldset className="last-addresses">
      <legend>{t('orderForm.lastAddresses')}</legend>
      {last.map((address) => (
        <button
          type="button"
          key={address}
          className="chip"
          aria-pressed={address === chosen}
          onClick={() => onChoose(address)}
        >
          <bdi>{address}</bdi>
        </button>
      ))}
    </fieldset>
  )
}

function Refused({ error }: { readonly error: unknown }) {
  const t = useText()
  if (mayPass(error)) return <Notice kind="warning">{t('orderForm.noAnswer')}</Notice>
  return <Notice kind="danger">{failureOf(error).message}</Notice>
}

/**
 * One that was sent before a reload is sent again, as it was: the answer says whether it had arrived.
 * @param seenPrice points for one unit that the form shows: the order is placed at this price or not at all
 */
function useDraft(product: string, seenPrice: number, quantity: number) {
  const navigate = useNavigate()
  const [draft, setDraft] = useState(() => openDraft(product, quantity))
  const [placeOrder, { loading }] = useMutation(PlaceOrderDocument)
  const [failure, setFailure] = useState<unknown>()
  const underWay = useRef(false)

  const send = async (given: OrderDraft): Promise<void> => {
    if (underWay.current) return
    underWay.current = true
    setFailure(undefined)
    const sent = keepDraft({ ...given, sentAtPrice: given.sentAtPrice ?? seenPrice })
    setDraft(sent)
    const { productId, address, key, sentAtPrice = null } = sent
    try {
      const { data } = await placeOrder({
        variables: {
          input: {
            ...{ productId, quantity: sent.quantity, address: address.trim() },
            ...{ expectedUnitPrice: sentAtPrice, idempotencyKey: key },
          },
        },
      })
      closeDraft(sent)
      if (data) await navigate(`/orders/${data.placeOrder.id}`, { replace: true })
    } catch (error) {
      setFailure(error)
      if (!mayPass(error)) setDraft(renewedDraft(sent))
    } finally {
      underWay.current = false
    }
  }

  const again = useEffectEvent(() => {
    if (draft.sentAtPrice !== undefined) void send(draft)
  })
  useEffect(() => again(), [])

  return {
    ...{ draft, send, failure, sending: loading },
    change: (changed: Partial<Pick<OrderDraft, 'quantity' | 'address'>>) => {
      const next = { ...draft, ...changed }
      setDraft(draft.sentAtPrice === undefined ? keepDraft(next) : renewedDraft(next))
    },
  }
}
