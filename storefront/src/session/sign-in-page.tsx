import { useEffect, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { Page } from '../components/page.tsx'
import { Loading, Notice } from '../components/states.tsx'
import type { MessageId } from '../language/catalogues.ts'
import { useText } from '../language/language.tsx'
import type { LoginProvider, Somebody, WayIn } from './login.ts'
import { wayIn } from './login.ts'

const presets: readonly (Somebody & { readonly about: MessageId })[] = [
  { user: 'kim', roles: ['customer'], about: 'role.customer' },
  { user: 'lee', roles: ['customer'], about: 'role.customer' },
  { user: 'fast', roles: ['carrier'], about: 'role.carrier' },
  { user: 'root', roles: ['admin', 'customer'], about: 'role.admin' },
]
const roles = ['customer', 'carrier', 'admin'] as const

export default function SignInPage() {
  const t = useText()
  const [way, setWay] = useState<WayIn>()
  const [failed, setFailed] = useState(false)
  const [search] = useSearchParams()
  const to = localPath(search.get('to'))
  useEffect(() => {
    wayIn().then(setWay, () => setFailed(true))
  }, [])
  return (
    <Page title={t('signIn')}>
      {!way && (failed ? <Notice kind="warning">{t('failed.passing.byHand')}</Notice> : <Loading />)}
      {way?.settings.oidc && (
        <div className="card narrow">
          <p>{t('signIn.provider', { host: new URL(way.settings.oidc.issuer).host })}</p>
          <Button look="primary" wide onClick={() => void way.login?.goThere?.(to)}>
            {t('signIn')}
          </Button>
        </div>
      )}
      {way?.login?.become && <WhoDoYouWantToBe to={to} become={way.login.become} />}
      {way && !way.login && <Notice kind="warning">{t('signIn.none')}</Notice>}
    </Page>
  )
}

/** Only a path of this shop: a link must not lead elsewhere after the log-in. */
function localPath(to: string | null): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.includes('\\') ? to : '/'
}

type WhoProps = { readonly to: string; readonly become: NonNullable<LoginProvider['become']> }

function WhoDoYouWantToBe({ to, become }: WhoProps) {
  const t = useText()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [role, setRole] = useState<(typeof roles)[number]>('customer')
  const [fault, setFault] = useState<string>()
  const be = async (somebody: Somebody): Promise<void> => {
    try {
      await become(somebody)
      await navigate(to, { replace: true })
    } catch {
      setFault(t('signIn.badName'))
    }
  }
  return (
    <>
      <p className="lead">{t('signIn.who')}</p>
      <ul className="people">
        {presets.map(({ about, ...somebody }) => (
          <li key={somebody.user}>
            <button type="button" className="person" onClick={() => void be(somebody)}>
              <span
                className="avatar avatar-large"
                aria-hidden="true"
                data-letter={somebody.user.slice(0, 1).toUpperCase()}
              />
              <span className="person-name">{somebody.user}</span>
              <span className="person-role">{t(about)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        className="card narrow stack"
        onSubmit={(event) => {
          event.preventDefault()
          void be({ user: name, roles: [role] })
        }}
      >
        <h2>{t('signIn.other')}</h2>
        <TextField label={t('signIn.name')} value={name} onChange={setName} fault={fault} max={64} name="user" />
        <label className="field">
          <span className="field-label">{t('signIn.role')}</span>
          <select
            className="input"
            value={role}
            onChange={({ target }) => setRole(roles.find((each) => each === target.value) ?? 'customer')}
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`role.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" look="primary" wide>
          {t('signIn')}
        </Button>
      </form>
    </>
  )
}
