/** What a page shows: panels, each with a sentence that says what to read off it. */

export type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'ops' | 'reqps' | 'bool_on_off'

export type Panel = {
  readonly title: string
  /** One sentence: what it shows, and what is well. */
  readonly description: string
  readonly unit: Unit
  /** Expressions by what their series are called; "{{label}}" stands for a label's value. */
  readonly shows: Readonly<Record<string, string>>
}

export type Dashboard = { readonly name: string; readonly title: string; readonly panels: readonly Panel[] }

export const quantile = (share: number, metric: string, by = '', selector = ''): string =>
  `histogram_quantile(${share}, sum by (le${by && `, ${by}`}) (rate(${metric}_bucket${selector && `{${selector}}`}[5m])))`
export const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}[5m]))`
/** Where nothing has happened yet, there is no series: that is 0. */
export const rateOrNone = (metric: string): string => `sum(rate(${metric}[5m])) or vector(0)`
