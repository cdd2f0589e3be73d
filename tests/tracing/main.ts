/** `npm run trace`: one order's trace, as the services and the router export it. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import type { CollectedSpan } from '@shop/platform/testing/span-collector.ts'
import { TracedShop } from './traced-shop.ts'

const command = commandLine({
  script: 'trace',
  does: 'Places an order in a shop of its own and prints its trace as a tree.',
  examples: { '': 'prints it', '--json spans.json': 'also writes the spans to a file' },
})
  .option('--json <file>', 'also writes the spans there')
  .option('--docs <file>', 'also puts the tree into this Markdown file, instead of its first text block')
  .action((options) => runMain(() => main(options)))

type TraceCommandOptions = { readonly json?: string | undefined; readonly docs?: string | undefined }

async function main({ json, docs }: TraceCommandOptions): Promise<void> {
  const shop = await TracedShop.start()
  const collected = await shop.orderPrepared().then(
    () => shop.stop(),
    async (error: unknown) => {
      await shop.stop()
      throw error
    },
  )
  const { traceId } = collected.find(({ name }) => name === 'mutation PlaceOrder') ?? {}
  const spans = collected.filter((span) => span.traceId === traceId)
  if (traceId === undefined) throw new Obstacle('No span of the order was exported: nothing is shown.')
  const tree = treeOf(spans)
  console.log(`${spans.length} spans\n\n${tree}`)
  if (json !== undefined) await writeFile(path.resolve(projectRoot, json), `${JSON.stringify(spans, null, 2)}\n`)
  if (docs === undefined) return
  const file = path.resolve(projectRoot, docs)
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/```text\n[^]*?```/, `\`\`\`text\n${tree}\n\`\`\``))
}

/** A line a span, under its parent and in order of its beginning: name, service, when it began and how long it took, links. */
function treeOf(spans: readonly CollectedSpan[]): string {
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

await command.parseAsync()
