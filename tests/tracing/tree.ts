/** Spans as a tree, for people. */
import type { CollectedSpan } from '@shop/platform/testing/span-collector.ts'

/** A line a span, under its parent and in order of its beginning: name, service, when it began and how long it took, links. */
export function treeOf(spans: readonly CollectedSpan[]): string {
  const children = Map.groupBy(spans, ({ parentSpanId = '' }) => parentSpanId)
  const known = new Set(spans.map(({ spanId }) => spanId))
  const roots = spans.filter(({ parentSpanId = '' }) => !known.has(parentSpanId)).toSorted(byStart)
  const began = Math.min(...spans.map(startOf))
  const lines: string[][] = []
  const add = (span: CollectedSpan, indent: string, last: boolean | undefined) => {
    const branch = last === undefined ? '' : last ? '└─ ' : '├─ '
    const linked = span.links.length > 0 ? `  (${span.links.length} linked)` : ''
    const tookMs = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6
    lines.push([
      `${indent}${branch}${span.name}${linked}`,
      String(span.resource['service.name']),
      (startOf(span) - began).toFixed(1),
      tookMs.toFixed(1),
    ])
    const below = (children.get(span.spanId) ?? []).toSorted(byStart)
    const deeper = last === undefined ? '' : `${indent}${last ? '   ' : '│  '}`
    for (const [index, child] of below.entries()) add(child, deeper, index === below.length - 1)
  }
  for (const root of roots) add(root, '', undefined)
  return table([['span', 'service', 'from ms', 'took ms'], ...lines])
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const cell = (text: string, column: number) =>
    column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}

function startOf({ startTimeUnixNano }: CollectedSpan): number {
  return Number(BigInt(startTimeUnixNano) / 1_000n) / 1_000
}

function byStart(a: CollectedSpan, b: CollectedSpan): number {
  return startOf(a) - startOf(b)
}
