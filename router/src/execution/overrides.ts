/** Progressive @override: fields that move from one subgraph to another for a share of the requests. */

import { Kind, visit, type DocumentNode } from 'graphql'
import { directivesOf, stringOf } from '../planning/supergraph.ts'

/** Whether a label that is no `percent(n)` holds. */
export type LabelRule = (label: string) => boolean

/** @returns the labels that hold for one request: `percent(n)` for n of 100 */
export function overrideLabels(supergraph: DocumentNode, rule: LabelRule = () => false): () => readonly string[] {
  const labels = new Set<string>()
  visit(supergraph, {
    [Kind.FIELD_DEFINITION]: (field) => {
      for (const directive of directivesOf(field, 'join__field')) {
        const label = stringOf(directive, 'overrideLabel')
        if (label !== undefined) labels.add(label)
      }
    },
  })
  const all = [...labels]
  return () => all.filter((label) => holds(label, rule))
}

/** Whether any request depends on labels. */
export function hasLabels(supergraph: DocumentNode): boolean {
  return overrideLabels(supergraph, () => true)().length > 0
}

function holds(label: string, rule: LabelRule): boolean {
  const [, percent] = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label) ?? []
  return percent === undefined ? rule(label) : Math.random() * 100 < Number(percent)
}
