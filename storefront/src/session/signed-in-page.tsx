import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { Loading } from '../components/states.tsx'
import { wayIn } from './login.ts'

let begun: Promise<string> | undefined

/** Where the OpenID provider sends people back to. A code is good for once, however often this is rendered. */
export default function SignedInPage() {
  const navigate = useNavigate()
  useEffect(() => {
    begun ??= wayIn()
      .then(({ login }) => login?.comeBack?.() ?? '/')
      .catch(() => '/') // logged out, and can sign in again
    void begun.then((path) => {
      begun = undefined
      return navigate(path, { replace: true })
    })
  }, [navigate])
  return <Loading />
}
