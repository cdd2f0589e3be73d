import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { TextField, WholeNumberField } from '../components/field.tsx'
import { AddPointsDocument } from '../generated/graphql.ts'
import { useFormats, useText } from '../language/language.tsx'
import { ActionForm } from './action-form.tsx'

export function AdminPoints() {
  const t = useText()
  const { points } = useFormats()
  const [add, { data }] = useMutation(AddPointsDocument)
  const [userId, setUserId] = useState('')
  const [amount, setAmount] = useState<number | null>(10_000)
  const act = (idempotencyKey: string): Promise<unknown> =>
    add({ variables: { input: { userId: userId.trim(), amount: amount ?? 0, idempotencyKey } } })
  const now = data?.addPoints
  return (
    <div className="forms">
      <ActionForm title={t('admin.addPoints')} submit={t('admin.addPoints')} done={t('admin.pointsAdded')} act={act}>
        <TextField label={t('admin.user')} value={userId} onChange={setUserId} max={64} required />
        <WholeNumberField label={t('admin.amount')} value={amount} onChange={setAmount} min={1} />
        {now?.points != null && <p>{t('admin.pointsNow', { user: now.id, points: points(now.points) })}</p>}
      </ActionForm>
    </div>
  )
}
