/** `npm run trace`: one order's trace, as the services and the router export it. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { TracedShop } from './traced-shop.ts'
import { treeOf } from './tree.ts'

const command = commandLine({
  script: 'trace',
  does: 'Places an order in a shop of its own and prints its trace as a tree.',
  examples: { '': 'prints it', '--json spans.json': 'also writes the spans to a file' },
})
  .option('--json <file>', 'also writes the spans there')
  .option('--docs <file>', 'also puts the tree into this Markdown file, in place of its first text block')
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

await command.parseAsync()
