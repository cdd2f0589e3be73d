import { useMutation } from '@apollo/client/react'
import { useRef, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Question } from '../components/dialog.tsx'
import { TextField } from '../components/field.tsx'
import { Notice } from '../components/states.tsx'
import { useToast } from '../components/toasts.tsx'
import type { ActionFieldsFragment } from '../generated/graphql.ts'
import {
  DeadLettersDocument,
  DiscardDeadLettersDocument,
  OperatorActionsDocument,
  ReplayDeadLettersDocument,
} from '../generated/graphql.ts'
import { failureOf, mayPass } from '../graph/errors.ts'
import { useText } from '../language/language.tsx'
import { newKey } from '../orders/draft.ts'
import type { Filter } from './dead-letter-filter.ts'

type ActionKind = 'replay' | 'discard'
/** These, or all that match a filter at that moment. */
type Which = { readonly ids: readonly string[] } | { readonly filter: Filter }

type DeadLetterActionsProps = {
  readonly of: Which
  readonly replayable?: boolean
  readonly single?: boolean
  readonly onDone?: () => void
}

/** Trying again and giving up, each after a question that says what will happen. */
export function DeadLetterActions({ of, replayable = true, single = false, onDone }: DeadLetterActionsProps) {
  const t = useText()
  const [pending, setPending] = useState<{ readonly kind: ActionKind; readonly of: Which }>()
  const scope = single ? 'one' : 'ids' in of ? 'some' : 'all'
  const count = 'ids' in of ? of.ids.length : 0
  return (
    <div className="buttons">
      <Button disabled={!replayable} onClick={() => setPending({ kind: 'replay', of })}>
        {t(`operations.replay.${scope}`, { count })}
      </Button>
      <Button look="plain" onClick={() => setPending({ kind: 'discard', of })}>
        {t(`operations.discard.${scope}`, { count })}
      </Button>
      {pending && (
        <ConfirmAction kind={pending.kind} of={pending.of} onClose={() => setPending(undefined)} onDone={onDone} />
      )}
    </div>
  )
}

type ConfirmActionProps = {
  readonly kind: ActionKind
  readonly of: Which
  readonly onClose: () => void
  readonly onDone: (() => void) | undefined
}

function ConfirmAction({ kind, of, onClose, onDone }: ConfirmActionProps) {
  const t = useText()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const { act, busy, failure } = useAct(kind, () => {
    onClose()
    onDone?.()
  })
  const count = 'ids' in of ? of.ids.length : 0
  const scope = 'ids' in of ? 'some' : 'all'
  const needsReason = kind === 'discard'
  const send = (): void => {
    const given = reason.trim() === '' ? null : reason.trim()
    setMissing(needsReason && given === null)
    if (!needsReason || given !== null) void act(of, given)
  }
  return (
    <Question
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`operations.${kind}.question.${scope}`, { count })}
      text={t(`operations.${kind}.explained`)}
    >
      {'filter' in of && <p>{described(of.filter, t)}</p>}
      <TextField
        label={t(needsReason ? 'operations.reason.required' : 'operations.reason.optional')}
        value={reason}
        onChange={setReason}
        lines={2}
        max={500}
        required={needsReason}
        fault={missing && reason.trim() === '' ? t('operations.reason.missing') : undefined}
      />
      {failure !== undefined && (
        <Notice kind="danger">{mayPass(failure) ? t('failed.passing.byHand') : failureOf(failure).message}</Notice>
      )}
      <div className="buttons">
        <Button onClick={onClose}>{t('operations.notNow')}</Button>
        <Button look={kind === 'discard' ? 'danger' : 'primary'} busy={busy} onClick={send}>
          {t(`operations.${kind}.confirm`)}
        </Button>
      </div>
    </Question>
  )
}

/** Which are meant, in words. */
function described({ service, kind, eventType, orderId }: Filter, t: ReturnType<typeof useText>): string {
  const conditions = [
    service === null ? [] : [`${t('operations.service')}: ${service}`],
    kind === null ? [] : [`${t('operations.kind')}: ${t(`operations.kind.${kind}`)}`],
    eventType === null ? [] : [`${t('operations.eventType')}: ${eventType}`],
    orderId === null ? [] : [`${t('operations.orderId')}: ${orderId}`],
  ].flat()
  return conditions.length === 0 ? t('operations.filter.everything') : conditions.join(' · ')
}

function useAct(kind: ActionKind, onDone: () => void) {
  const t = useText()
  const toast = useToast()
  const refetchQueries = [DeadLettersDocument, OperatorActionsDocument]
  const [replay, replaying] = useMutation(ReplayDeadLettersDocument, { refetchQueries })
  const [discard, discarding] = useMutation(DiscardDeadLettersDocument, { refetchQueries })
  const [failure, setFailure] = useState<unknown>()
  /** What is sent again is done once. */
  const sent = useRef<{ readonly reason: string | null; readonly key: string }>({ reason: null, key: newKey() })
  const act = async (of: Which, reason: string | null): Promise<void> => {
    setFailure(undefined)
    if (sent.current.reason !== reason) sent.current = { reason, key: newKey() }
    try {
      const variables = { input: { ...of, reason, idempotencyKey: sent.current.key } }
      const action: ActionFieldsFragment | undefined =
        kind === 'replay'
          ? (await replay({ variables })).data?.replayDeadLetters
          : (await discard({ variables })).data?.discardDeadLetters
      if (action) {
        const done = action.state === 'DONE' ? 'done' : 'underWay'
        toast(t(`operations.${kind}.${done}`, { count: action.affected }))
      }
      onDone()
    } catch (error) {
      setFailure(error)
    }
  }
  return { act, busy: replaying.loading || discarding.loading, failure }
}
