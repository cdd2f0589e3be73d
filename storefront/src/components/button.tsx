import type { ComponentProps } from 'react'
import { Link } from 'react-router'

type Look = 'primary' | 'secondary' | 'danger' | 'plain'
const classOf = (look: Look, wide: boolean): string => `button button-${look}${wide ? ' button-wide' : ''}`

type ButtonProps = ComponentProps<'button'> & { readonly look?: Look; readonly wide?: boolean; readonly busy?: boolean }

/** While it is busy it does nothing, but keeps the focus that it has. */
export function Button({ look = 'secondary', wide = false, busy = false, onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classOf(look, wide)}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  )
}

type ButtonLinkProps = ComponentProps<typeof Link> & { readonly look?: Look; readonly wide?: boolean }

export function ButtonLink({ look = 'secondary', wide = false, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={classOf(look, wide)} />
}
