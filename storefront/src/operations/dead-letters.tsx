import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { More } from '../components/more.tsx'
import { SelectAll, useSelection } from '../components/selection.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { DeadLettersDocument, ServicesDocument } from '../generated/graphql.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useGrowingList } from '../graph/list.ts'
import { useText } from '../language/language.tsx'
import { DeadLetterActions } from './dead-letter-actions.tsx'
import type { Filter } from './dead-letter-filter.ts'
import { isFiltered, useFilter, wrongCriterion } from './dead-letter-filter.ts'
import { FilterFields } from './filter-fields.tsx'
import { Letter } from './letter.tsx'

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
  const {
    list: letters,
    error,
    more,
  } = useGrowingList(
    DeadLettersDocument,
    (page) => ({ ...page, ...filter }),
    (data) => data.deadLetters,
  )
  const shown = letters?.edges.map(({ node }) => node) ?? []
  const selection = useSelection(shown.map(({ id }) => id))
  const clear = <Button onClick={onClear}>{t('operations.filter.clear')}</Button>
  if (!letters) {
    const wrong = wrongCriterion(error)
    if (wrong) return <Empty title={t(`operations.filter.wrong.${wrong}`)}>{clear}</Empty>
    return error ? <Failed error={error} /> : <Loading />
  }
  if (shown.length === 0) {
    return isFiltered(filter) ? (
      <Empty title={t('operations.deadLetters.noMatch')}>{clear}</Empty>
    ) : (
      <Empty title={t('operations.deadLetters.none')}>
        <p>{t('operations.deadLetters.about')}</p>
      </Empty>
    )
  }
  return (
    <>
      <div className="bar">
        <SelectAll selection={selection} label={t('operations.chooseShown')} />
        <DeadLetterActions
          of={selection.ids.length > 0 ? { ids: selection.ids } : { filter }}
          onDone={() => selection.selectAll(false)}
        />
      </div>
      <ul className="rows">
        {shown.map((letter) => (
          <Letter
            key={letter.id}
            letter={letter}
            chosen={selection.has(letter.id)}
            onChoose={() => selection.toggle(letter.id)}
          />
        ))}
      </ul>
      {more && <More {...more} />}
    </>
  )
}
