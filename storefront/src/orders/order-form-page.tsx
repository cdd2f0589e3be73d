import { useEffect } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { ButtonLink } from '../components/button.tsx'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { ProductChangedDocument, ProductDocument } from '../generated/graphql.ts'
import { useLastingQuery, useLive } from '../graph/hooks.ts'
import { useText } from '../language/language.tsx'
import { OrderForm } from './order-form.tsx'

export default function OrderFormPage() {
  const t = useText()
  return (
    <NeedsLogin title={t('orderForm.title')} roles={['customer']}>
      <Page title={t('orderForm.title')}>
        <Form />
      </Page>
    </NeedsLogin>
  )
}

function Form() {
  const t = useText()
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const quantity = Math.max(1, Math.floor(Number(search.get('quantity') ?? 1)) || 1)
  const { data, error } = useLastingQuery(ProductDocument, { id })
  useEffect(() => {
    import('./order-page.tsx').catch(() => undefined) // where the order will be shown
  }, [])
  useLive(ProductChangedDocument, { productId: id })
  const product = data?.product
  if (product) return <OrderForm product={product} quantity={quantity} />
  if (error) return <Failed error={error} />
  if (product === undefined) return <Loading />
  return (
    <Empty title={t('product.none')}>
      <ButtonLink to="/">{t('product.others')}</ButtonLink>
    </Empty>
  )
}
