import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { Picture } from '../components/picture.tsx'
import type { ProductFieldsFragment } from '../generated/graphql.ts'
import { ProductChangedDocument } from '../generated/graphql.ts'
import { useLive } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'

/** A product in the list. Its stock and price are followed while it can be seen. */
export function ProductCard({ product }: { readonly product: ProductFieldsFragment }) {
  const { id, name, price } = product
  const formats = useFormats()
  const card = useRef<HTMLLIElement>(null)
  const seen = useSeen(card)
  useLive(ProductChangedDocument, { productId: id }, { skip: !seen })
  return (
    <li className="product-card" ref={card}>
      <Link to={`/products/${id}`} className="product-link">
        <Picture id={id} />
        <span className="product-name">
          <bdi>{name}</bdi>
        </span>
        <span className="product-price">{formats.points(price)}</span>
        <Stock product={product} />
      </Link>
    </li>
  )
}

const LOW_STOCK = 10

export function Stock({ product: { stock } }: { readonly product: ProductFieldsFragment }) {
  const t = useText()
  const { number } = useFormats()
  const kind = stock === 0 ? 'none' : stock <= LOW_STOCK ? 'few' : 'some'
  return <span className={`stock stock-${kind}`}>{t(`stock.${kind}`, { stock: number(stock) })}</span>
}

function useSeen(element: { readonly current: Element | null }): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? false))
    if (element.current) observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return seen
}
