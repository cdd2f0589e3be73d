import { useConnectionLost } from '../graph/connection.ts'
import { useText } from '../language/language.tsx'

/** Says quietly that what is shown may be old. */
export function ConnectionBar() {
  const t = useText()
  const lost = useConnectionLost()
  return (
    <div className="connection" role="status" data-lost={lost || undefined}>
      {lost && (
        <>
          <span className="spinner" aria-hidden="true" /> {t('connection.lost')}
        </>
      )}
    </div>
  )
}
