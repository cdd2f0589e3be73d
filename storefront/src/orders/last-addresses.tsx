import { BuyerDocument } from '../generated/graphql.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useText } from '../language/language.tsx'

const MOST = 3

/** Where the last orders went. */
export function LastAddresses({
  chosen,
  onChoose,
}: {
  readonly chosen: string
  readonly onChoose: (address: string) => void
}) {
  const t = useText()
  const { data } = useLastingQuery(BuyerDocument, {})
  const all = data?.me?.orders?.edges.map(({ node }) => node.address) ?? []
  const last = [...new Set(all)].slice(0, MOST)
  if (last.length === 0) return null
  return (
    <fieldset className="last-addresses">
      <legend>{t('orderForm.lastAddresses')}</legend>
      {last.map((address) => (
        <button
          type="button"
          key={address}
          className="chip"
          aria-pressed={address === chosen}
          onClick={() => onChoose(address)}
        >
          <bdi>{address}</bdi>
        </button>
      ))}
    </fieldset>
  )
}
