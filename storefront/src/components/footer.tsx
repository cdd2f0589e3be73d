import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useText } from '../language/language.tsx'
import type { MessageId } from '../language/catalogues.ts'
import { wayIn } from '../session/login.ts'

const SCHEME = 'colour-scheme'
const schemes = ['system', 'light', 'dark'] as const
type Scheme = (typeof schemes)[number]
const NAMES: Readonly<Record<Scheme, MessageId>> = {
  system: 'scheme.system',
  light: 'scheme.light',
  dark: 'scheme.dark',
}

function chosenScheme(): Scheme {
  const chosen = localStorage.getItem(SCHEME)
  return schemes.find((scheme) => scheme === chosen) ?? 'system'
}

export function Footer() {
  const t = useText()
  const [scheme, setScheme] = useState(chosenScheme)
  const [playground, setPlayground] = useState(false)
  useEffect(() => {
    document.documentElement.dataset['scheme'] = scheme
    localStorage.setItem(SCHEME, scheme)
  }, [scheme])
  useEffect(() => {
    wayIn()
      .then(({ settings }) => setPlayground(settings.playground))
      .catch(() => undefined)
  }, [])
  return (
    <footer className="footer">
      <div className="footer-inner">
        <p>{t('footer')}</p>
        <div className="footer-links">
          <Link to="/components">{t('components.title')}</Link>
          {playground && <a href="/graphql">{t('playground')}</a>}
          <label className="scheme">
            {t('scheme')}{' '}
            <select
              value={scheme}
              onChange={({ target }) => setScheme(schemes.find((each) => each === target.value) ?? 'system')}
            >
              {schemes.map((each) => (
                <option key={each} value={each}>
                  {t(NAMES[each])}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
    </footer>
  )
}
