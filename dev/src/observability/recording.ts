/** Recording rules: the shares of requests that fail, over the windows of error budgets. */

export type Recording = { readonly record: string; readonly expr: string }

export const windows = ['5m', '30m', '1h', '6h'] as const
type Window = (typeof windows)[number]

/** Outcomes that count as server errors. */
const failed = 'outcome=~"failed|INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE"'

const budgets = {
  place_order: { metric: 'router_root_fields_total', of: 'kind="mutation",field="placeOrder"' },
  query: { metric: 'router_requests_total', of: 'kind="query"' },
} as const

export type Budget = keyof typeof budgets

/** The name of the recorded share of a budget's requests that failed within the window. */
export function failedShare(budget: Budget, window: Window): string {
  return `shop:${budget}_failed:ratio_rate${window}`
}

export const recordings: readonly Recording[] = (['place_order', 'query'] as const).flatMap((budget) =>
  windows.map((window) => {
    const { metric, of } = budgets[budget]
    const rate = (selector: string): string => `sum(rate(${metric}{${selector}}[${window}]))`
    return { record: failedShare(budget, window), expr: `(${rate(`${of},${failed}`)} or vector(0)) / ${rate(of)}` }
  }),
)
