import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/states.tsx'
import { useToast } from '../components/toasts.tsx'
import { failureOf, mayPass } from '../graph/errors.ts'
import { useText } from '../language/language.tsx'
import { newKey } from '../orders/draft.ts'

type ActionFormProps = {
  readonly title: string
  readonly submit: string
  /** Said when it is done. */
  readonly done: string
  /** `key` is the idempotency key: the same until the action has succeeded, so that a retry is done once. */
  readonly act: (key: string) => Promise<unknown>
  readonly children: ReactNode
}

export function ActionForm({ title, submit, done, act, children }: ActionFormProps) {
  const t = useText()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const key = useRef<string>(null)
  const send = async (): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    key.current ??= newKey()
    try {
      await act(key.current)
      key.current = null
      toast(done)
    } catch (error) {
      if (!mayPass(error)) key.current = null
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void send()
      }}
    >
      <h2>{title}</h2>
      {children}
      {failure !== undefined && (
        <Notice kind="danger">{mayPass(failure) ? t('failed.passing') : failureOf(failure).message}</Notice>
      )}
      <Button type="submit" look="primary" busy={busy}>
        {submit}
      </Button>
    </form>
  )
}
