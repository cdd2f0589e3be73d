import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { TextField, WholeNumberField } from '../components/field.tsx'
import {
  AddProductDocument,
  ChangeProductPriceDocument,
  ProductsDocument,
  RestockProductDocument,
} from '../generated/graphql.ts'
import { useText } from '../language/language.tsx'
import { ActionForm } from './action-form.tsx'

export function AdminProducts() {
  return (
    <div className="forms">
      <AddProduct />
      <Restock />
      <ChangePrice />
    </div>
  )
}

function AddProduct() {
  const t = useText()
  const [add] = useMutation(AddProductDocument, { refetchQueries: [ProductsDocument] })
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [price, setPrice] = useState<number | null>(1_000)
  const [stock, setStock] = useState<number | null>(100)
  const act = async (): Promise<void> => {
    const chosen = id.trim() === '' ? null : id.trim()
    await add({ variables: { input: { id: chosen, name, price: price ?? 0, stock: stock ?? 0 } } })
    setId('')
    setName('')
  }
  return (
    <ActionForm title={t('admin.add')} submit={t('admin.add')} done={t('admin.added')} act={act}>
      <TextField label={t('admin.name')} value={name} onChange={setName} max={200} required />
      <TextField label={t('admin.id')} hint={t('admin.id.hint')} value={id} onChange={setId} max={64} />
      <WholeNumberField label={t('admin.price')} value={price} onChange={setPrice} min={0} />
      <WholeNumberField label={t('admin.stock')} value={stock} onChange={setStock} min={0} />
    </ActionForm>
  )
}

function Restock() {
  const t = useText()
  const [restock] = useMutation(RestockProductDocument)
  const [productId, setProductId] = useState('')
  const [quantity, setQuantity] = useState<number | null>(10)
  const act = (idempotencyKey: string): Promise<unknown> =>
    restock({ variables: { input: { productId: productId.trim(), quantity: quantity ?? 0, idempotencyKey } } })
  return (
    <ActionForm title={t('admin.restock')} submit={t('admin.restock')} done={t('admin.restocked')} act={act}>
      <TextField label={t('admin.id')} value={productId} onChange={setProductId} max={64} required />
      <WholeNumberField label={t('admin.units')} value={quantity} onChange={setQuantity} min={1} />
    </ActionForm>
  )
}

function ChangePrice() {
  const t = useText()
  const [change] = useMutation(ChangeProductPriceDocument)
  const [productId, setProductId] = useState('')
  const [price, setPrice] = useState<number | null>(1_000)
  const act = (): Promise<unknown> =>
    change({ variables: { input: { productId: productId.trim(), price: price ?? 0 } } })
  return (
    <ActionForm title={t('admin.changePrice')} submit={t('admin.changePrice')} done={t('admin.priceChanged')} act={act}>
      <TextField label={t('admin.id')} value={productId} onChange={setProductId} max={64} required />
      <WholeNumberField label={t('admin.price')} value={price} onChange={setPrice} min={0} />
    </ActionForm>
  )
}
