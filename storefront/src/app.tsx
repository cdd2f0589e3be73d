import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { ButtonLink } from './components/button.tsx'
import { ConnectionBar } from './components/connection-bar.tsx'
import { Footer } from './components/footer.tsx'
import { Header } from './components/header.tsx'
import { Page } from './components/page.tsx'
import { Empty, Loading } from './components/states.tsx'
import { useText } from './language/language.tsx'

const ProductsPage = lazy(() => import('./products/products-page.tsx'))
const ProductPage = lazy(() => import('./products/product-page.tsx'))
const OrderFormPage = lazy(() => import('./orders/order-form-page.tsx'))
const OrderPage = lazy(() => import('./orders/order-page.tsx'))
const MyPage = lazy(() => import('./my-page/my-page.tsx'))
const CarrierPage = lazy(() => import('./carrier/carrier-page.tsx'))
const AdminPage = lazy(() => import('./admin/admin-page.tsx'))
const OperationsPage = lazy(() => import('./operations/operations-page.tsx'))
const SignInPage = lazy(() => import('./session/sign-in-page.tsx'))
const SignedInPage = lazy(() => import('./session/signed-in-page.tsx'))
const ComponentsPage = lazy(() => import('./components/components-page.tsx'))

export function App() {
  const t = useText()
  return (
    <>
      <a className="skip-link" href="#main">
        {t('skipToContent')}
      </a>
      <Header />
      <ConnectionBar />
      <main id="main">
        <Suspense fallback={<Loading />}>
          <Routes>
            <Route index element={<ProductsPage />} />
            <Route path="products/:id" element={<ProductPage />} />
            <Route path="products/:id/order" element={<OrderFormPage />} />
            <Route path="orders/:id" element={<OrderPage />} />
            <Route path="me" element={<MyPage />} />
            <Route path="carrier" element={<CarrierPage />} />
            <Route path="admin" element={<AdminPage />} />
            <Route path="operations" element={<OperationsPage />} />
            <Route path="sign-in" element={<SignInPage />} />
            <Route path="signed-in" element={<SignedInPage />} />
            <Route path="components" element={<ComponentsPage />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </main>
      <Footer />
    </>
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
