import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Question } from '../components/dialog.tsx'
import { Notice } from '../components/states.tsx'
import { useToast } from '../components/toasts.tsx'
import type { DeliveryStatus } from '../generated/graphql.ts'
import { AdvanceDeliveryDocument } from '../generated/graphql.ts'
import { failureOf, mayPass } from '../graph/errors.ts'
import { useText } from '../language/language.tsx'

type AdvanceProps = {
  readonly orders: readonly string[]
  readonly to: DeliveryStatus
  readonly onDone?: () => void
  readonly single?: boolean
}

/** It cannot be undone, and the dialog says so first. */
export function Advance({ orders, to, onDone, single = false }: AdvanceProps) {
  const t = useText()
  const toast = useToast()
  const [chosen, setChosen] = useState<readonly string[]>()
  const [advance] = useMutation(AdvanceDeliveryDocument)
  const [busy, setBusy] = useState(false)
  const [failures, setFailures] = useState<readonly unknown[]>([])
  const status = t(`delivery.status.${to}`)

  const send = async (): Promise<void> => {
    if (!chosen) return
    setBusy(true)
    const attempts = chosen.map((orderId) => advance({ variables: { input: { orderId, to } } }))
    const results = await Promise.allSettled(attempts)
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    setBusy(false)
    setFailures(failed)
    if (failed.length < chosen.length) toast(t('carrier.done', { count: chosen.length - failed.length, status }))
    if (failed.length > 0) return
    setChosen(undefined)
    onDone?.()
  }
  return (
    <>
      <Button
        look={single ? 'secondary' : 'primary'}
        disabled={orders.length === 0}
        onClick={() => {
          setFailures([])
          setChosen(orders)
        }}
      >
        {single ? t('carrier.advance', { status }) : t('carrier.advanceMany', { count: orders.length, status })}
      </Button>
      <Question
        open={chosen !== undefined}
        onOpenChange={(open) => !open && setChosen(undefined)}
        title={t('carrier.question', { count: chosen?.length ?? 0, status })}
        text={t('carrier.noWayBack')}
      >
        {failures.slice(0, 1).map((failure) => (
          <Notice key="failure" kind="danger">
            {mayPass(failure) ? t('failed.passing') : failureOf(failure).message}
          </Notice>
        ))}
        <div className="buttons">
          <Button onClick={() => setChosen(undefined)}>{t('carrier.notYet')}</Button>
          <Button look="primary" busy={busy} onClick={() => void send()}>
            {t('carrier.confirm')}
          </Button>
        </div>
      </Question>
    </>
  )
}
