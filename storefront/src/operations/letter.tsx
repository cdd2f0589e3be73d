import { Link } from 'react-router'
import type { DeadLettersQuery } from '../generated/graphql.ts'
import { useFormats, useText } from '../language/language.tsx'
import { DeadLetterActions } from './dead-letter-actions.tsx'
import { pretty } from './pretty.ts'

type Node = DeadLettersQuery['deadLetters']['edges'][number]['node']
type LetterProps = { readonly letter: Node; readonly chosen: boolean; readonly onChoose: () => void }

/** One dead letter: what it is, why it stands here, and what it says. */
export function Letter({ letter, chosen, onChoose }: LetterProps) {
  const t = useText()
  const { moment } = useFormats()
  const { id, service, kind, eventType, aggregateId, error, tries, since, history } = letter
  const name = eventType ?? t('operations.eventType.unknown')
  return (
    <li className="letter" data-dead-letter={id}>
      <input
        type="checkbox"
        aria-label={t('operations.choose', { type: name, service, id: aggregateId ?? id })}
        checked={chosen}
        onChange={onChoose}
      />
      <div className="letter-main">
        <p className="letter-head">
          <span className={`badge badge-${kind === 'PARKED' ? 'active' : 'bad'}`}>{t(`operations.kind.${kind}`)}</span>
          <code className="letter-type">{name}</code>
          <span className="hint">{t('operations.at.service', { service })}</span>
        </p>
        <p className="letter-error">
          <bdi>{error}</bdi>
        </p>
        <p className="hint">
          <time dateTime={since}>{moment(since)}</time> · {t('operations.tries', { tries })} · <About letter={letter} />
        </p>
        {!letter.replayable && <p className="hint">{t('operations.notReplayable')}</p>}
        {history.length > 0 && (
          <details>
            <summary>{t('operations.history', { count: history.length })}</summary>
            <ol className="letter-history">
              {history.map((earlier) => (
                <li key={earlier.at}>
                  <time dateTime={earlier.at}>{moment(earlier.at)}</time> ·{' '}
                  {t('operations.tries', { tries: earlier.tries })} · <bdi>{earlier.error}</bdi>
                </li>
              ))}
            </ol>
          </details>
        )}
        <Payload letter={letter} />
      </div>
      <DeadLetterActions of={{ ids: [id] }} replayable={letter.replayable} single />
    </li>
  )
}

function About({ letter: { aggregate, aggregateId, orderId } }: { readonly letter: Node }) {
  const t = useText()
  if (orderId !== null) {
    return (
      <Link to={`/orders/${orderId}`}>
        {t('order.title')} {orderId}
      </Link>
    )
  }
  if (aggregateId === null) return t('operations.aggregate.unknown')
  return `${aggregate ?? ''} ${aggregateId}`
}

function Payload({ letter: { payload, payloadBytes } }: { readonly letter: Node }) {
  const t = useText()
  const { number } = useFormats()
  return (
    <details>
      <summary>{t('operations.payload', { bytes: number(payloadBytes) })}</summary>
      <pre className="payload" aria-label={t('operations.payload.label')}>
        {pretty(payload)}
      </pre>
    </details>
  )
}
