import { Link, NavLink } from 'react-router'
import { useLanguage, useText } from '../language/language.tsx'
import { useRole, useSession } from '../session/session.ts'
import { Account } from './account.tsx'

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
