import type { OrderFieldsFragment } from '../generated/graphql.ts'
import { useText } from '../language/language.tsx'
import { stepsOf } from './steps.ts'

/** Stock, payment, delivery: lit as they are done, and put out again where they were taken back. */
export function SagaSteps({ order }: { readonly order: OrderFieldsFragment }) {
  const t = useText()
  return (
    <ol className="saga">
      {stepsOf(order).map(({ name, state }) => (
        <li key={name} className={`saga-step saga-${state}`} data-step={name} data-state={state}>
          <span className="saga-mark" aria-hidden="true" />
          <span className="saga-name">{t(`step.${name}`)}</span>
          <span className="saga-state">{t(`step.state.${state}`)}</span>
        </li>
      ))}
    </ol>
  )
}
