/** Progressive @override: fields that move from one subgraph to another for a share of the requests. */

import { Kind, visit, type DocumentNode } from 'graphql'
import { directivesOf, stringOf } from '../planning/read-supergraph.ts'

/** The labels that hold for one request, of those that the supergraph has; `given`: those that came with it. */
export type LabelsFor = (given?: readonly string[]) => readonly string[]

/** The labels of all @override directives of a supergraph. */
export function readOverrideLabels(supergraph: DocumentNode): ReadonlySet<string> {
  const labels = new Set<string>()
  visit(supergraph, {
    [Kind.FIELD_DEFINITION]: (field) => {
      for (const directive of directivesOf(field, 'join__field')) {
        const label = stringOf(directive, 'overrideLabel')
        if (label !== undefined) labels.add(label)
      }
    },
  })
  return labels
}

/** `percent(n)` holds for n of 100 requests, whatever is given. Undefined where there are no labels. */
export function labelsFor(labels: ReadonlySet<string>): LabelsFor | undefined {
  if (labels.size === 0) return undefined
  const shares = [...labels].map((label) => ({ label, percent: percentOf(label) }))
  return (given = []) =>
    shares
      .filter(({ label, percent }) => (percent === undefined ? given.includes(label) : Math.random() * 100 < percent))
      .map(({ label }) => label)
}

function percentOf(label: string): number | undefined {
  const [, percent] = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label) ?? []
  return percent === undefined ? undefined : Number(percent)
}
