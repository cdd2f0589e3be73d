import { useDeferredValue, useState } from 'react'
import { useSearchParams } from 'react-router'
import { More } from '../components/more.tsx'
import { Page } from '../components/page.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { ProductsDocument } from '../generated/graphql.ts'
import { useFirst } from '../graph/first.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useText } from '../language/language.tsx'
import { ProductCard } from './product-card.tsx'

const PAGE_SIZE = 24
const SEARCHABLE = /[\p{L}\p{N}]/u

export default function ProductsPage() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const [typed, setTyped] = useState(params.get('search') ?? '')
  const search = useDeferredValue(SEARCHABLE.test(typed) ? typed.trim() : '')
  const variables = { search: search === '' ? null : search }
  const first = useFirst(ProductsDocument, variables, PAGE_SIZE, ({ products: { edges } }) => edges)
  const { data, error, fetchingMore, fetchMore } = useLastingQuery(
    ProductsDocument,
    { first, ...variables },
    { revalidate: true },
  )
  const products = data?.products
  const change = (next: string): void => {
    setTyped(next)
    setParams(next === '' ? {} : { search: next }, { replace: true })
  }
  return (
    <Page title={t('products.title')} lead={t('products.lead')}>
      <search>
        <input
          type="search"
          className="input search"
          placeholder={t('products.search')}
          aria-label={t('products.search')}
          value={typed}
          maxLength={200}
          onChange={({ target }) => change(target.value)}
        />
      </search>
      {error && <Failed error={error} />}
      {!products && !error && <Loading />}
      {products?.edges.length === 0 && (
        <Empty title={search === '' ? t('products.none') : t('products.notFound', { search })} />
      )}
      <ul className="products">
        {products?.edges.map(({ node }) => (
          <ProductCard key={node.id} product={node} />
        ))}
      </ul>
      {products?.pageInfo.hasNextPage && (
        <More
          busy={fetchingMore}
          onMore={() => void fetchMore({ first: PAGE_SIZE, after: products.pageInfo.endCursor })}
        />
      )}
    </Page>
  )
}
