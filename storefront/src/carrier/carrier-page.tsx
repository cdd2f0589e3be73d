import { Tabs } from '@base-ui/react/tabs'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Toasts } from '../components/toasts.tsx'
import { useUrlChoice } from '../components/url-choice.ts'
import { useText } from '../language/language.tsx'
import { WAY } from '../orders/journey.ts'
import { Deliveries } from './deliveries.tsx'

const all = [...WAY, 'CANCELLED'] as const

export default function CarrierPage() {
  const t = useText()
  const [status, setStatus] = useUrlChoice('status', all)
  return (
    <NeedsLogin title={t('carrier.title')} roles={['carrier', 'admin']}>
      <Page title={t('carrier.title')} lead={t('carrier.lead')}>
        <Toasts>
          <Tabs.Root value={status} onValueChange={setStatus}>
            <Tabs.List className="tabs">
              {all.map((each) => (
                <Tabs.Tab key={each} className="tab" value={each}>
                  {t(`delivery.status.${each}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={status}>
              <Deliveries key={status} status={status} />
            </Tabs.Panel>
          </Tabs.Root>
        </Toasts>
      </Page>
    </NeedsLogin>
  )
}
