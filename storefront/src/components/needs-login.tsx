import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { useText } from '../language/language.tsx'
import type { Role } from '../session/session.ts'
import { useSession } from '../session/session.ts'
import { ButtonLink } from './button.tsx'
import { Page } from './page.tsx'
import { Empty } from './states.tsx'

type NeedsLoginProps = { readonly title: string; readonly roles: readonly Role[]; readonly children: ReactNode }

/** Says which role has to log in, where the present user may not see the page. The services check this themselves. */
export function NeedsLogin({ title, roles, children }: NeedsLoginProps) {
  const t = useText()
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session && roles.some((role) => session.roles.includes(role))) return children
  return (
    <Page title={title}>
      <Empty
        title={
          session
            ? t('needsLogin.role', { roles: roles.map((role) => t(`role.${role}`)).join(', ') })
            : t('needsLogin.nobody')
        }
      >
        <ButtonLink look="primary" to={`/sign-in?to=${encodeURIComponent(pathname + search)}`}>
          {session ? t('signIn.switch') : t('signIn')}
        </ButtonLink>
      </Empty>
    </Page>
  )
}
