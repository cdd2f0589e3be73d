import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useLanguage, useText } from '../language/language.tsx'

type FieldProps = {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with it. */
  readonly fault?: string | undefined
}

type ForControl = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** A control with its label; hint and fault are read out with it. */
function Field({ label, hint, fault, children }: FieldProps & { readonly children: (own: ForControl) => ReactNode }) {
  const id = useId()
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': fault === undefined ? undefined : true,
      })}
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div aria-live="polite">
        {fault && (
          <p className="field-fault" id={`${id}-fault`}>
            {fault}
          </p>
        )}
      </div>
    </div>
  )
}

type TextFieldProps = FieldProps & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly lines?: number
  readonly max?: number
  readonly name?: string
  readonly required?: boolean
  readonly autoComplete?: string
}

export function TextField({ value, onChange, lines = 1, max, name, required, autoComplete, ...field }: TextFieldProps) {
  const own = { className: 'input', value, name, required, maxLength: max, autoComplete: autoComplete ?? 'off' }
  return (
    <Field {...field}>
      {(control) =>
        lines > 1 ? (
          <textarea rows={lines} {...own} {...control} onChange={({ target }) => onChange(target.value)} />
        ) : (
          <input type="text" {...own} {...control} onChange={({ target }) => onChange(target.value)} />
        )
      }
    </Field>
  )
}

type NumberFieldProps = FieldProps & {
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  readonly min: number
  readonly max?: number
}

/** What is no whole number within the bounds becomes the nearest that is, when one leaves it. */
export function WholeNumberField({ value, onChange, min, max = 2_147_483_647, ...field }: NumberFieldProps) {
  const t = useText()
  const { language } = useLanguage()
  const [typed, setTyped] = useState<string>()
  const within = (wanted: number): number => Math.min(Math.max(wanted, min), max)
  const step = (by: number): void => {
    setTyped(undefined)
    onChange(within((value ?? min) + by))
  }
  return (
    <Field {...field}>
      {(control) => (
        <div className="number-group">
          <button type="button" className="number-step" aria-label={t('less')} onClick={() => step(-1)}>
            −
          </button>
          <input
            type="text"
            inputMode="numeric"
            autoComplete="off"
            className="input number-input"
            {...control}
            value={typed ?? value?.toLocaleString(language) ?? ''}
            onChange={({ target }) => {
              const digits = target.value.replaceAll(/\D/g, '').slice(0, 10)
              setTyped(target.value)
              onChange(digits === '' ? null : within(Number(digits)))
            }}
            onBlur={() => {
              setTyped(undefined)
              if (value === null) onChange(min)
            }}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
              if (by === 0) return
              event.preventDefault()
              step(by)
            }}
          />
          <button type="button" className="number-step" aria-label={t('more')} onClick={() => step(1)}>
            +
          </button>
        </div>
      )}
    </Field>
  )
}
