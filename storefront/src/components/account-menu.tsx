import { Menu } from '@base-ui/react/menu'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useText } from '../language/language.tsx'
import { wayIn } from '../session/login.ts'
import type { Session } from '../session/session.ts'
import { Person } from './person.tsx'

/** Opens with its button, which replaced one that was clicked. */
export default function AccountMenu({ session }: { readonly session: Session }) {
  const t = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(true), []) // when its container is there
  const place = useRef<HTMLDivElement>(null) // in the header: all of a page belongs to one of its regions
  const logOut = async (): Promise<void> => {
    const { login } = await wayIn()
    await login?.logOut()
    await navigate('/')
  }
  return (
    <Menu.Root open={open} onOpenChange={setOpen}>
      <Menu.Trigger className="account">
        <Person user={session.user} />
      </Menu.Trigger>
      <Menu.Portal container={place}>
        <Menu.Positioner className="menu-place" sideOffset={6} align="end">
          <Menu.Popup className="menu">
            <Menu.Item className="menu-item" onClick={() => void navigate('/sign-in')}>
              {t('signIn.switch')}
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => void logOut()}>
              {t('signOut')}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
      <div ref={place} />
    </Menu.Root>
  )
}
