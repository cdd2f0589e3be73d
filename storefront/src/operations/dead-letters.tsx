import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { DeadLettersDocument, ServicesDocument } from '../generated/graphql.ts'
import { useFirst } from '../graph/first.ts'
import { useFreshList } from '../graph/fresh.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useText } from '../language/language.tsx'
import { DeadLetterActions } from './dead-letter-actions.tsx'
import type { Filter } from './dead-letter-filter.ts'
import { isFiltered, useFilter } from './dead-letter-filter.ts'
import { FilterFields } from './filter-fields.tsx'
import { Letter } from './letter.tsx'

const PAGE_SIZE = 20

/** Messages that a service could not handle: found, looked into, tried again or given up. */
export function DeadLetters() {
  const [filter, change, clear] = useFilter()
  const [cleared, setCleared] = useState(0)
  const { data } = useLastingQuery(ServicesDocument, {})
  const services = data?.services.map(({ name }) => name) ?? []
  return (
    <>
      <FilterFields key={cleared} filter={filter} services={services} onChange={change} />
      <List
        key={JSON.stringify(filter)}
        filter={filter}
        onClear={() => {
          clear()
          setCleared((times) => times + 1)
        }}
      />
    </>
  )
}

function List({ filter, onClear }: { readonly filter: Filter; readonly onClear: () => void }) {
  const t = useText()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const first = useFirst(DeadLettersDocument, filter, PAGE_SIZE, ({ deadLetters: { edges } }) => edges)
  const { data, error, fetchingMore, fetchMore } = useLastingQuery(
    DeadLettersDocument,
    { first, ...filter },
    { fresh: true },
  )
  const letters = data?.deadLetters
  useFreshList(DeadLettersDocument, letters?.edges.length, (shown) => ({ first: shown, ...filter }))
  if (!letters) return error ? <Failed error={error} /> : <Loading />
  if (letters.edges.length === 0) {
    return isFiltered(filter) ? (
      <Empty title={t('operations.deadLetters.noMatch')}>
        <Button onClick={onClear}>{t('operations.filter.clear')}</Button>
      </Empty>
    ) : (
      <Empty title={t('operations.deadLetters.none')}>
        <p>{t('operations.deadLetters.about')}</p>
      </Empty>
    )
  }
  const shown = letters.edges.map(({ node }) => node)
  const picked = shown.map(({ id }) => id).filter((id) => chosen.has(id)) // one that is gone meanwhile is chosen no more
  return (
    <>
      <div className="bar">
        <label className="check">
          <input
            type="checkbox"
            checked={picked.length === shown.length}
            onChange={({ target }) => setChosen(new Set(target.checked ? shown.map(({ id }) => id) : []))}
          />
          {t('operations.chooseShown')}
        </label>
        <DeadLetterActions of={picked.length > 0 ? { ids: picked } : { filter }} onDone={() => setChosen(new Set())} />
      </div>
      <ul className="rows">
        {shown.map((letter) => (
          <Letter
            key={letter.id}
            letter={letter}
            chosen={chosen.has(letter.id)}
            onChoose={() => setChosen((before) => new Set(before).symmetricDifference(new Set([letter.id])))}
          />
        ))}
      </ul>
      {letters.pageInfo.hasNextPage && (
        <More
          busy={fetchingMore}
          onMore={() => void fetchMore({ first: PAGE_SIZE, ...filter, after: letters.pageInfo.endCursor })}
        />
      )}
    </>
  )
}
