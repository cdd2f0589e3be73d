import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Question } from '../components/dialog.tsx'
import { TextField } from '../components/field.tsx'
import { Notice } from '../components/states.tsx'
import type { OrderFieldsFragment } from '../generated/graphql.ts'
import { CancelOrderDocument } from '../generated/graphql.ts'
import { failureOf, mayPass } from '../graph/errors.ts'
import { useText } from '../language/language.tsx'

/** A question first, with a field for the reason. Whether it is too late is decided by delivery, not by this page. */
export function Cancellation({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [cancel, { loading, error, reset }] = useMutation(CancelOrderDocument)
  if (order.status !== 'PENDING' && order.status !== 'CONFIRMED') return null

  const send = async (): Promise<void> => {
    try {
      await cancel({ variables: { input: { orderId: order.id, reason: reason.trim() === '' ? null : reason.trim() } } })
      setOpen(false)
    } catch {
      // shown below, from `error`
    }
  }
  return (
    <>
      <Button
        onClick={() => {
          reset()
          setOpen(true)
        }}
      >
        {t('cancel.begin')}
      </Button>
      <Question open={open} onOpenChange={setOpen} title={t('cancel.question')} text={t('cancel.explained')}>
        <TextField label={t('cancel.reason')} value={reason} onChange={setReason} lines={2} max={500} />
        {error && (
          <Notice kind="danger">
            {mayPass(error)
              ? t('failed.passing')
              : failureOf(error).code === 'ORDER_NOT_CANCELLABLE'
                ? t('cancel.notCancellable')
                : failureOf(error).message}
          </Notice>
        )}
        <div className="buttons">
          <Button onClick={() => setOpen(false)}>{t('cancel.keep')}</Button>
          <Button look="danger" busy={loading} onClick={() => void send()}>
            {t('cancel.send')}
          </Button>
        </div>
      </Question>
    </>
  )
}
