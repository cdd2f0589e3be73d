import { Component } from 'react'
import type { ReactNode } from 'react'

type PageBoundaryProps = { readonly pathname: string; readonly fallback: ReactNode; readonly children: ReactNode }
type PageBoundaryState = { readonly pathname: string; readonly failed: boolean }

/** Shows `fallback` for a page whose file cannot be loaded, as without a network or after a release, until one goes to another page. */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { pathname: this.props.pathname, failed: false }

  static getDerivedStateFromError(): Partial<PageBoundaryState> {
    return { failed: true }
  }

  static getDerivedStateFromProps(
    { pathname }: PageBoundaryProps,
    before: PageBoundaryState,
  ): PageBoundaryState | null {
    return pathname === before.pathname ? null : { pathname, failed: false }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}
