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

/** There is no way back, and one is told so first. */
export function Advance({ orders, to, onDone, single = false }: AdvanceProps) {
  const t = useText()
  const toast = useToast()
  const [asked, setAsked] = useState<readonly string[]>()
  const [advance] = useMutation(AdvanceDeliveryDocument)
  const [busy, setBusy] = useState(false)
  const [failures, setFailures] = useState<readonly unknown[]>([])
  const status = t(`delivery.status.${to}`)

  const send = async (): Promise<void> => {
    if (!asked) return
    setBusy(true)
    const attempts = asked.map((orderId) => advance({ variables: { input: { orderId, to } } }))
    const results = await Promise.allSettled(attempts)
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    setBusy(false)
    setFailures(failed)
    if (failed.length < asked.length) toast(t('carrier.done', { count: asked.length - failed.length, status }))
    if (failed.length > 0) return
    setAsked(undefined)
    onDone?.()
  }
  return (
    <>
      <Button
        look={single ? 'secondary' : 'primary'}
        disabled={orders.length === 0}
        onClick={() => {
          setFailures([])
          setAsked(orders)
        }}
      >
        {single ? t('carrier.advance', { status }) : t('carrier.advanceMany', { count: orders.length, status })}
      </Button>
      <Question
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title={t('carrier.question', { count: asked?.length ?? 0, status })}
        text={t('carrier.noWayBack')}
      >
        {failures.slice(0, 1).map((failure) => (
          <Notice key="failure" kind="danger">
            {mayPass(failure) ? t('failed.passing') : failureOf(failure).message}
          </Notice>
        ))}
        <div className="buttons">
          <Button onClick={() => setAsked(undefined)}>{t('carrier.notYet')}</Button>
          <Button look="primary" busy={busy} onClick={() => void send()}>
            {t('carrier.confirm')}
          </Button>
        </div>
      </Question>
    </>
  )
}
