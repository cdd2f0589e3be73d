import { Field as Base } from '@base-ui/react/field'
import { NumberField } from '@base-ui/react/number-field'
import type { ReactNode } from 'react'
import { useText } from '../language/language.tsx'

type Parts = {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with it. */
  readonly fault?: string | undefined
}

export function Field({ label, hint, fault, children }: Parts & { readonly children: ReactNode }) {
  return (
    <Base.Root className="field" invalid={fault !== undefined}>
      <Base.Label className="field-label">{label}</Base.Label>
      {children}
      {hint && <Base.Description className="field-hint">{hint}</Base.Description>}
      {fault && (
        <Base.Error className="field-fault" match>
          {fault}
        </Base.Error>
      )}
    </Base.Root>
  )
}

type TextParts = Parts & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly lines?: number
  readonly max?: number
  readonly name?: string
  readonly required?: boolean
  readonly autoComplete?: string
}

export function TextField({ value, onChange, lines = 1, max, name, required, autoComplete, ...field }: TextParts) {
  return (
    <Field {...field}>
      <Base.Control
        className="input"
        value={value}
        name={name}
        required={required}
        maxLength={max}
        autoComplete={autoComplete ?? 'off'}
        onValueChange={(next) => onChange(next)}
        {...(lines > 1 && { render: <textarea rows={lines} /> })}
      />
    </Field>
  )
}

type NumberParts = Parts & {
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  readonly min: number
  readonly max?: number
}

export function WholeNumberField({ value, onChange, min, max = 2_147_483_647, ...field }: NumberParts) {
  const t = useText()
  return (
    <Field {...field}>
      <NumberField.Root
        className="number"
        value={value}
        onValueChange={(next) => onChange(next)}
        min={min}
        max={max}
        step={1}
        format={{ maximumFractionDigits: 0 }}
      >
        <NumberField.Group className="number-group">
          <NumberField.Decrement className="number-step" aria-label={t('less')}>
            −
          </NumberField.Decrement>
          <NumberField.Input className="input number-input" />
          <NumberField.Increment className="number-step" aria-label={t('more')}>
            +
          </NumberField.Increment>
        </NumberField.Group>
      </NumberField.Root>
    </Field>
  )
}
