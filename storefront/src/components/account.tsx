import { lazy, Suspense, useState } from 'react'
import type { Session } from '../session/session.ts'
import { Person } from './person.tsx'

const loadMenu = () => import('./account-menu.tsx')
const AccountMenu = lazy(loadMenu)

/** Who is logged in. The menu is loaded when somebody is about to open it: few do, and it is a third of all scripts. */
export function Account({ session }: { readonly session: Session }) {
  const [wanted, setWanted] = useState(false)
  const load = (): void => void loadMenu().catch(() => undefined) // opening the menu tries again
  const button = (
    <button
      type="button"
      className="account"
      aria-haspopup="menu"
      aria-expanded="false"
      onPointerEnter={load}
      onFocus={load}
      onClick={() => setWanted(true)}
    >
      <Person user={session.user} />
    </button>
  )
  if (!wanted) return button
  return (
    <Suspense fallback={button}>
      <AccountMenu session={session} />
    </Suspense>
  )
}
