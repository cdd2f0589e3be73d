/** The user whose token the open tab sends. */
import type { TabLogin } from '../tabs.ts'
import { settings } from './settings.ts'

type Props = { readonly login: TabLogin | undefined; readonly choose: (login: TabLogin | undefined) => void }

export function LoginChoice({ login, choose }: Props) {
  if (settings.logins.length === 0) return null
  const all =
    settings.logins.some((each) => same(each, login)) || !login ? settings.logins : [...settings.logins, login]
  return (
    <label className="login">
      Log in as{' '}
      <select
        value={login ? JSON.stringify(login) : ''}
        onChange={({ target }) => choose(target.value === '' ? undefined : JSON.parse(target.value))}
      >
        {all.map((each) => (
          <option key={JSON.stringify(each)} value={JSON.stringify(each)}>
            {each.user} ({rolesOf(each)})
          </option>
        ))}
        <option value="">anyone (no token)</option>
      </select>
    </label>
  )
}

export const same = (one: TabLogin, other: TabLogin | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

function rolesOf({ roles }: TabLogin): string {
  if (roles.length === 0) return 'no role'
  return roles.length > 2 ? 'all roles' : roles.join(', ')
}
