import { lazy, Suspense, useState } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { Button, ButtonLink } from './components/button.tsx'
import { Footer } from './components/footer.tsx'
import { Header } from './components/header.tsx'
import { PageBoundary } from './components/page-boundary.tsx'
import { Page } from './components/page.tsx'
import { Empty, Loading } from './components/states.tsx'
import { useConnectionLost } from './graph/connection.ts'
import { useText } from './language/language.tsx'
import { pages } from './pages.ts'

/** A page that is loaded already is shown at once: `lazy` would say that it waits, and for a while longer than it does. */
const routesNow = () => pages.map(({ path, load, loaded }) => ({ path, Component: loaded ?? lazy(load) }))

export function App() {
  const t = useText()
  const { pathname } = useLocation()
  const [routes] = useState(routesNow)
  return (
    <>
      <a className="skip-link" href="#main">
        {t('skipToContent')}
      </a>
      <Header />
      <ConnectionBar />
      <main id="main">
        <PageBoundary pathname={pathname} fallback={<NotLoaded />}>
          <Suspense fallback={<Loading />}>
            <Routes>
              {routes.map(({ path, Component }) => (
                <Route key={path} path={path} element={<Component />} />
              ))}
              <Route path="*" element={<NotFound />} />
            </Routes>
          </Suspense>
        </PageBoundary>
      </main>
      <Footer />
    </>
  )
}

/** Says quietly that what is shown may be old. */
function ConnectionBar() {
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

function NotFound() {
  const t = useText()
  return (
    <Page title={t('notFound.title')}>
      <Empty title={t('notFound.text')}>
        <ButtonLink look="primary" to="/">
          {t('nav.products')}
        </ButtonLink>
      </Empty>
    </Page>
  )
}

function NotLoaded() {
  const t = useText()
  return (
    <Page title={t('failed.page')}>
      <Empty title={t('failed.page.reload')}>
        <Button look="primary" onClick={() => location.reload()}>
          {t('tryAgain')}
        </Button>
      </Empty>
    </Page>
  )
}
