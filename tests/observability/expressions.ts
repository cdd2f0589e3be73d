/** Every expression that dashboards, recording rules and alerts have, and the metrics that it names. */
import { parser } from '@prometheus-io/lezer-promql'
import { alerts } from '@shop/dev/observability/alerts.ts'
import { dashboards } from '@shop/dev/observability/dashboards.ts'
import { recordings } from '@shop/dev/observability/recording.ts'

/** By where each stands. Of alerts the values, without what they are compared with: those are there in a sound shop too. */
export const expressions: ReadonlyMap<string, string> = new Map([
  ...recordings.map(({ record, expr }) => [record, expr] as const),
  ...alerts.flatMap(({ name, when }) =>
    when.map(({ value }, index) => [`alert ${name}, condition ${index + 1}`, value] as const),
  ),
  ...dashboards.flatMap(({ name, panels }) =>
    panels.flatMap(({ title, shows }) =>
      Object.entries(shows).map(([series, expr]) => [`${name}, ${title}, ${series}`, expr] as const),
    ),
  ),
])

/** Names of metrics in an expression. Throws where it is no PromQL. */
export function metricsIn(expr: string): readonly string[] {
  const names: string[] = []
  parser.parse(expr).iterate({
    enter({ name, from, to, type, node }) {
      if (type.isError) throw new SyntaxError(`no PromQL at ${from}: ${expr}`)
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(expr.slice(from, to))
    },
  })
  return names
}
