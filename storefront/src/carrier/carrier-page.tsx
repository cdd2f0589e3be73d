import { Tabs } from '@base-ui/react/tabs'
import { useState } from 'react'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Toasts } from '../components/toasts.tsx'
import type { DeliveryStatus } from '../generated/graphql.ts'
import { useText } from '../language/language.tsx'
import { WAY } from '../orders/journey.ts'
import { Deliveries } from './deliveries.tsx'

const all: readonly DeliveryStatus[] = [...WAY, 'CANCELLED']

export default function CarrierPage() {
  const t = useText()
  const [status, setStatus] = useState<DeliveryStatus>('PREPARING')
  return (
    <NeedsLogin title={t('carrier.title')} roles={['carrier', 'admin']}>
      <Page title={t('carrier.title')} lead={t('carrier.lead')}>
        <Toasts>
          <Tabs.Root
            value={status}
            onValueChange={(next) => setStatus(all.find((each) => each === next) ?? 'PREPARING')}
          >
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
