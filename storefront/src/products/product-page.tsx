import { useState } from 'react'
import { useParams } from 'react-router'
import { ButtonLink } from '../components/button.tsx'
import { WholeNumberField } from '../components/field.tsx'
import { Page } from '../components/page.tsx'
import { Picture } from '../components/picture.tsx'
import { Empty, Failed, Loading, Notice } from '../components/states.tsx'
import type { ProductFieldsFragment } from '../generated/graphql.ts'
import { ProductChangedDocument, ProductDocument } from '../generated/graphql.ts'
import { useLastingQuery, useLive } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'
import { Cost } from '../orders/cost.tsx'
import { Stock } from './product-card.tsx'

export default function ProductPage() {
  const t = useText()
  const { id = '' } = useParams()
  const { data, error } = useLastingQuery(ProductDocument, { id }, { revalidate: true })
  useLive(ProductChangedDocument, { productId: id })
  const product = data?.product
  if (product) return <Offer product={product} />
  return (
    <Page title={t('product.title')}>
      {error && <Failed error={error} />}
      {!error && product === undefined && <Loading />}
      {product === null && (
        <Empty title={t('product.none')}>
          <ButtonLink to="/">{t('product.others')}</ButtonLink>
        </Empty>
      )}
    </Page>
  )
}

function Offer({ product }: { readonly product: ProductFieldsFragment }) {
  const t = useText()
  const { points } = useFormats()
  const [quantity, setQuantity] = useState<number | null>(1)
  return (
    <Page title={product.name}>
      <div className="offer">
        <Picture id={product.id} large />
        <div className="card stack">
          <p className="offer-price">{points(product.price)}</p>
          <Stock product={product} />
          <WholeNumberField label={t('quantity')} value={quantity} onChange={setQuantity} min={1} />
          <Cost unitPrice={product.price} quantity={quantity ?? 1} />
          {product.stock > 0 ? (
            <>
              <ButtonLink look="primary" wide to={`/products/${product.id}/order?quantity=${quantity ?? 1}`}>
                {t('order.begin')}
              </ButtonLink>
              <p className="hint">{t('product.promise')}</p>
            </>
          ) : (
            <Notice kind="info">{t('product.soldOut')}</Notice>
          )}
        </div>
      </div>
    </Page>
  )
}
