import { useState } from 'react'
import { useText } from '../language/language.tsx'
import { WAY } from '../orders/journey.ts'
import { DeliveryBadge, OrderBadge } from './badge.tsx'
import { Button } from './button.tsx'
import { DataTable } from './data-table.tsx'
import { Question } from './dialog.tsx'
import { TextField, WholeNumberField } from './field.tsx'
import { Page } from './page.tsx'
import { Picture } from './picture.tsx'
import { Empty, Loading, Notice } from './states.tsx'
import { Toasts, useToast } from './toasts.tsx'

const colours = ['surface', 'raised', 'border', 'text', 'muted', 'accent', 'danger', 'warning', 'good'] as const
const statuses = ['PENDING', 'CONFIRMED', 'COMPLETED', 'REJECTED', 'CANCELLING', 'CANCELLED'] as const

/** Every component on one page, for developers of pages. */
export default function ComponentsPage() {
  const t = useText()
  return (
    <Page title={t('components.title')} lead={t('components.lead')}>
      <Toasts>
        <Colours />
        <Buttons />
        <Fields />
        <States />
        <Table />
      </Toasts>
    </Page>
  )
}

function Colours() {
  const t = useText()
  return (
    <section className="card stack">
      <h2>{t('components.colours')}</h2>
      <ul className="swatches">
        {colours.map((name) => (
          <li key={name}>
            <span className={`swatch swatch-${name}`} />
            <code>--{name}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Buttons() {
  const t = useText()
  const toast = useToast()
  const [open, setOpen] = useState(false)
  return (
    <section className="card stack">
      <h2>{t('components.buttons')}</h2>
      <div className="buttons">
        <Button look="primary">{t('order.begin')}</Button>
        <Button>{t('close')}</Button>
        <Button look="danger">{t('cancel.begin')}</Button>
        <Button look="plain">{t('showMore')}</Button>
        <Button look="primary" busy>
          {t('orderForm.sending')}
        </Button>
        <Button onClick={() => toast(t('admin.added'))}>{t('components.toast')}</Button>
        <Button onClick={() => setOpen(true)}>{t('components.question')}</Button>
      </div>
      <Question open={open} onOpenChange={setOpen} title={t('cancel.question')} text={t('cancel.explained')}>
        <div className="buttons">
          <Button onClick={() => setOpen(false)}>{t('close')}</Button>
        </div>
      </Question>
    </section>
  )
}

function Fields() {
  const t = useText()
  const [text, setText] = useState('')
  const [number, setNumber] = useState<number | null>(1)
  return (
    <section className="card stack">
      <h2>{t('components.fields')}</h2>
      <TextField label={t('orderForm.address')} value={text} onChange={setText} lines={2} />
      <TextField label={t('admin.name')} value={text} onChange={setText} fault={t('orderForm.address.missing')} />
      <WholeNumberField label={t('quantity')} value={number} onChange={setNumber} min={1} />
    </section>
  )
}

function Table() {
  const t = useText()
  return (
    <section className="card stack">
      <h2>{t('components.table')}</h2>
      <DataTable
        caption={t('components.table')}
        columns={[
          { name: 'status', head: t('admin.status') },
          { name: 'quantity', head: t('quantity'), figure: true },
        ]}
        rows={statuses.map((status) => ({
          key: status,
          cells: { status: <OrderBadge status={status} />, quantity: status.length * 111 },
        }))}
      />
    </section>
  )
}

function States() {
  const t = useText()
  return (
    <section className="card stack">
      <h2>{t('components.states')}</h2>
      <div className="buttons">
        {statuses.map((status) => (
          <OrderBadge key={status} status={status} />
        ))}
        {WAY.map((status) => (
          <DeliveryBadge key={status} status={status} />
        ))}
      </div>
      <Notice kind="info" title={t('me.title')}>
        {t('product.promise')}
      </Notice>
      <Notice kind="success">{t('cancel.done')}</Notice>
      <Notice kind="warning">{t('failed.passing')}</Notice>
      <Notice kind="danger" title={t('refusal.title')}>
        {t('refusal.TIMED_OUT')}
      </Notice>
      <Loading />
      <Empty title={t('me.noPurchases')} />
      <div className="swatches">
        {['tea', 'cup', 'bag', 'lamp', 'pen', 'book'].map((id) => (
          <Picture key={id} id={id} />
        ))}
      </div>
    </section>
  )
}
