import { Tabs } from '@base-ui/react/tabs'
import { NeedsLogin } from '../components/needs-login.tsx'
import { Page } from '../components/page.tsx'
import { Failed, Loading } from '../components/states.tsx'
import { useUrlChoice } from '../components/url-choice.ts'
import type { MyPageQuery } from '../generated/graphql.ts'
import { MyPageDocument } from '../generated/graphql.ts'
import { useFirst } from '../graph/first.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { PAGE_SIZE } from '../graph/page-sizes.ts'
import { useFormats, useText } from '../language/language.tsx'
import { useSession } from '../session/session.ts'
import { PointHistory } from './point-history.tsx'
import { Purchases } from './purchases.tsx'

export default function MyPage() {
  const t = useText()
  const session = useSession()
  return (
    <NeedsLogin title={t('me.title')} roles={['customer']}>
      <Page title={t('me.title')} lead={t('me.lead', { user: session?.user ?? '' })}>
        <Mine />
      </Page>
    </NeedsLogin>
  )
}

function Mine() {
  const t = useText()
  const [tab, setTab] = useUrlChoice('tab', ['purchases', 'points'])
  const first = useFirst(MyPageDocument, {}, PAGE_SIZE, ({ myPage }) => myPage?.purchases.edges)
  const { data, error, fetchMore, fetchingMore } = useLastingQuery(MyPageDocument, { first }, { revalidate: true })
  const page = data?.myPage
  if (!page) return error ? <Failed error={error} /> : <Loading />
  const more = (): void => void fetchMore({ first: PAGE_SIZE, after: page.purchases.pageInfo.endCursor })
  return (
    <>
      <Figures page={page} />
      <Tabs.Root value={tab} onValueChange={setTab}>
        <Tabs.List className="tabs">
          <Tabs.Tab className="tab" value="purchases">
            {t('me.purchases')}
          </Tabs.Tab>
          <Tabs.Tab className="tab" value="points">
            {t('me.pointHistory')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="purchases">
          <Purchases purchases={page.purchases} busy={fetchingMore} onMore={more} />
        </Tabs.Panel>
        <Tabs.Panel value="points">
          <PointHistory />
        </Tabs.Panel>
      </Tabs.Root>
    </>
  )
}

function Figures({ page }: { readonly page: NonNullable<MyPageQuery['myPage']> }) {
  const t = useText()
  const formats = useFormats()
  return (
    <dl className="figures">
      <div className="card">
        <dt>{t('me.points')}</dt>
        <dd data-figure="points">{formats.points(page.points)}</dd>
      </div>
      <div className="card">
        <dt>{t('me.spent')}</dt>
        <dd data-figure="spent">{formats.points(page.pointsSpent)}</dd>
      </div>
      <div className="card">
        <dt>{t('me.orders')}</dt>
        <dd data-figure="orders">{formats.number(page.orderCount)}</dd>
      </div>
    </dl>
  )
}
