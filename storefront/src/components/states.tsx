/** What stands where data would: while it is awaited, where there is none, where it cannot be had. */
import type { ReactNode } from 'react'
import { failureOf, mayPass } from '../graph/errors.ts'
import { useText } from '../language/language.tsx'

export function Loading() {
  const t = useText()
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {t('loading')}
    </div>
  )
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  )
}

export function Failed({ error }: { readonly error: unknown }) {
  const t = useText()
  return <Notice kind="warning">{mayPass(error) ? t('failed.passing') : failureOf(error).message}</Notice>
}

type StateKind = 'info' | 'success' | 'warning' | 'danger'

export function Notice({ kind, title, children }: { kind: StateKind; title?: string; children?: ReactNode }) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      {title && <p className="notice-title">{title}</p>}
      {children && <div>{children}</div>}
    </div>
  )
}
