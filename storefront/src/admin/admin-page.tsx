import { Tabs } from '@base-ui/react/tabs'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Toasts } from '../components/toasts.tsx'
import { useUrlChoice } from '../components/url-choice.ts'
import { useText } from '../language/language.tsx'
import { AdminOrders } from './admin-orders.tsx'
import { AdminPoints } from './admin-points.tsx'
import { AdminProducts } from './admin-products.tsx'

export default function AdminPage() {
  const t = useText()
  const [tab, setTab] = useUrlChoice('tab', ['products', 'points', 'orders'])
  return (
    <NeedsLogin title={t('admin.title')} roles={['admin']}>
      <Page title={t('admin.title')}>
        <Toasts>
          <Tabs.Root value={tab} onValueChange={setTab}>
            <Tabs.List className="tabs">
              <Tabs.Tab className="tab" value="products">
                {t('nav.products')}
              </Tabs.Tab>
              <Tabs.Tab className="tab" value="points">
                {t('admin.points')}
              </Tabs.Tab>
              <Tabs.Tab className="tab" value="orders">
                {t('admin.orders')}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="products">
              <AdminProducts />
            </Tabs.Panel>
            <Tabs.Panel value="points">
              <AdminPoints />
            </Tabs.Panel>
            <Tabs.Panel value="orders">
              <AdminOrders />
            </Tabs.Panel>
          </Tabs.Root>
        </Toasts>
      </Page>
    </NeedsLogin>
  )
}
