import { useEffect, useEffectEvent, useRef } from 'react'
import type { ReactNode } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import { useText } from '../language/language.tsx'

type PageProps = {
  readonly title: string
  readonly lead?: ReactNode
  /** Beside the title. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

let first = true

/** A page with its title, which gets the focus after a navigation, for screen readers too. */
export function Page({ title, lead, aside, children }: PageProps) {
  const t = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  const way = useNavigationType()
  const { pathname } = useLocation()
  useEffect(() => {
    document.title = `${title} · ${t('shopName')}`
  }, [title, t])
  const arrive = useEffectEvent(() => {
    if (!first) {
      heading.current?.focus({ preventScroll: true })
      if (way !== 'POP') globalThis.scrollTo(0, 0)
    }
    first = false
  })
  // Once for each page: a search or a tab, which are in the address too, leave the focus where it is.
  useEffect(() => arrive(), [pathname])
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </div>
  )
}
