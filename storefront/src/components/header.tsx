import { useState } from 'react'
import { Link, NavLink } from 'react-router'
import { useLanguage, useText } from '../language/language.tsx'
import { useRole, useSession, type Session } from '../session/session.ts'
import type AccountMenu from './account-menu.tsx'
import { Person } from './person.tsx'

export function Header() {
  const t = useText()
  const session = useSession()
  const [customer, carrier, admin] = [useRole('customer'), useRole('carrier'), useRole('admin')]
  return (
    <header className="header">
      <div className="header-inner">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>{t('shopName')}</span>
        </Link>
        <nav className="nav" aria-label={t('nav.label')}>
          <NavLink to="/" end>
            {t('nav.products')}
          </NavLink>
          {customer && <NavLink to="/me">{t('nav.me')}</NavLink>}
          {(carrier || admin) && <NavLink to="/carrier">{t('nav.carrier')}</NavLink>}
          {admin && <NavLink to="/admin">{t('nav.admin')}</NavLink>}
          {admin && <NavLink to="/operations">{t('nav.operations')}</NavLink>}
        </nav>
        <div className="header-end">
          <LanguageSwitch />
          {session ? (
            <Account session={session} />
          ) : (
            <Link to="/sign-in" className="button button-primary button-small">
              {t('signIn')}
            </Link>
          )}
        </div>
      </div>
    </header>
  )
}

const loadMenu = () => import('./account-menu.tsx')

/** Who is logged in. The menu is loaded when the pointer or focus reaches it: few open it, and it is a third of all scripts. */
function Account({ session }: { readonly session: Session }) {
  const [Menu, setMenu] = useState<typeof AccountMenu>()
  const load = (): void => void loadMenu().catch(() => undefined)
  const open = (): void =>
    void loadMenu()
      .then((menu) => setMenu(() => menu.default))
      .catch(() => undefined) // the button remains, and so does the page
  if (Menu) return <Menu session={session} />
  return (
    <button
      type="button"
      className="account"
      aria-haspopup="menu"
      aria-expanded="false"
      onPointerEnter={load}
      onFocus={load}
      onClick={open}
    >
      <Person user={session.user} />
    </button>
  )
}

/** Named in the language that it leads to. */
function LanguageSwitch() {
  const { language, choose } = useLanguage()
  const other = language === 'ko' ? 'en' : 'ko'
  return (
    <button type="button" className="button button-plain button-small" lang={other} onClick={() => choose(other)}>
      {other === 'ko' ? '한국어' : 'English'}
    </button>
  )
}
