import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useText } from '../language/language.tsx'
import type { Filter, FilterName } from './dead-letter-filter.ts'
import { KINDS } from './dead-letter-filter.ts'

type FilterFieldsProps = {
  readonly filter: Filter
  readonly services: readonly string[]
  readonly onChange: (name: FilterName, value: string) => void
}

export function FilterFields({ filter, services, onChange }: FilterFieldsProps) {
  const t = useText()
  const known = filter.service === null || services.includes(filter.service) ? services : [...services, filter.service]
  return (
    <search className="console-filter" aria-label={t('operations.filter')}>
      <Choice name="service" label={t('operations.service')} value={filter.service} onChange={onChange}>
        {known.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </Choice>
      <Choice name="kind" label={t('operations.kind')} value={filter.kind} onChange={onChange}>
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`operations.kind.${each}`)}
          </option>
        ))}
      </Choice>
      <Text name="type" label={t('operations.eventType')} value={filter.eventType} onChange={onChange} />
      <Text name="order" label={t('operations.orderId')} value={filter.orderId} onChange={onChange} />
    </search>
  )
}

type FilterFieldProps = {
  readonly name: FilterName
  readonly label: string
  readonly value: string | null
  readonly onChange: FilterFieldsProps['onChange']
}

function Choice({ name, label, value, onChange, children }: FilterFieldProps & { readonly children: ReactNode }) {
  const t = useText()
  const id = useId()
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="input" value={value ?? ''} onChange={({ target }) => onChange(name, target.value)}>
        <option value="">{t('operations.filter.all')}</option>
        {children}
      </select>
    </div>
  )
}

/** What is typed is shown at once, and gets into the address a moment later. */
function Text({ name, label, value, onChange }: FilterFieldProps) {
  const id = useId()
  const [typed, setTyped] = useState(value ?? '')
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        className="input"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          onChange(name, target.value)
        }}
      />
    </div>
  )
}
