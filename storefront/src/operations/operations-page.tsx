import { Tabs } from '@base-ui/react/tabs'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Loading, Notice } from '../components/states.tsx'
import { Toasts } from '../components/toasts.tsx'
import { useUrlChoice } from '../components/url-choice.ts'
import { useFormats, useText } from '../language/language.tsx'
import { Actions } from './actions.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { Figures } from './figures.tsx'
import { Overview } from './overview.tsx'
import { StuckOrders } from './stuck-orders.tsx'
import { useOperations } from './use-operations.ts'
import './operations.css'

const TABS = ['overview', 'stuck', 'dead-letters', 'actions'] as const

/** How the shop is doing, what got stuck in it, and what an operator can do about it. */
export default function OperationsPage() {
  const t = useText()
  return (
    <NeedsLogin title={t('operations.title')} roles={['admin']}>
      <Console />
    </NeedsLogin>
  )
}

function Console() {
  const t = useText()
  const formats = useFormats()
  const [tab, setTab] = useUrlChoice('tab', TABS)
  const { update, trouble } = useOperations()
  const faults = update === undefined ? 0 : faultsOf(update)
  return (
    <Page
      title={t('operations.title')}
      lead={t('operations.lead')}
      aside={
        update && (
          <span className={`badge badge-${faults === 0 ? 'good' : 'bad'}`} role="status">
            {t('operations.faults', { count: faults })}
          </span>
        )
      }
    >
      <Toasts>
        {trouble && (
          <Notice kind="warning">
            {update ? t('operations.stale', { at: formats.exact(update.at) }) : t('operations.away')}
          </Notice>
        )}
        {update && <Figures update={update} />}
        {!update && !trouble && <Loading />}
        <Tabs.Root value={tab} onValueChange={setTab}>
          <Tabs.List className="tabs">
            <Tabs.Tab className="tab" value="overview">
              {t('operations.overview')}
            </Tabs.Tab>
            <Tabs.Tab className="tab" value="stuck">
              {t('operations.stuck')} <Count of={update?.stuckOrders} />
            </Tabs.Tab>
            <Tabs.Tab className="tab" value="dead-letters">
              {t('operations.deadLetters')} <Count of={update?.deadLetters} />
            </Tabs.Tab>
            <Tabs.Tab className="tab" value="actions">
              {t('operations.actions')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="overview">{update && <Overview update={update} />}</Tabs.Panel>
          <Tabs.Panel value="stuck">
            <StuckOrders />
          </Tabs.Panel>
          <Tabs.Panel value="dead-letters">
            <DeadLetters />
          </Tabs.Panel>
          <Tabs.Panel value="actions">
            <Actions />
          </Tabs.Panel>
        </Tabs.Root>
      </Toasts>
    </Page>
  )
}

type Update = NonNullable<ReturnType<typeof useOperations>['update']>

/** How many things there are that an operator should look at. */
function faultsOf({ services, stuckOrders, deadLetters, brokenInvariants }: Update): number {
  const down = services.filter(({ ready, missing }) => !ready || missing.length > 0).length
  return down + (stuckOrders > 0 ? 1 : 0) + (deadLetters > 0 ? 1 : 0) + brokenInvariants.length
}

/** Renders nothing where there are none: only what needs attention is shown. */
function Count({ of: count = 0 }: { readonly of: number | undefined }) {
  const { number } = useFormats()
  return count > 0 && <span className="count">{number(count)}</span>
}
