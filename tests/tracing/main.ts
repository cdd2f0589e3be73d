/** `npm run trace`: one order's trace, as the services and the router export it. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandOptions } from '@shop/dev/commandOptions.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { TracedShop } from './traced-shop.ts'
import { treeOf } from './tree.ts'

const usage = `Usage: npm run trace [-- OPTIONS]

Places an order in a shop of its own and prints its trace as a tree.

  --json FILE     also writes the spans there
  --docs FILE     also puts the tree into this Markdown file, in place of its first text block
  --help          this text`

await runMain(async () => {
  const options = new CommandOptions(usage, { json: '', docs: '' })
  if (options.help !== undefined) return console.log(options.help)
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
  const tree = treeOf(spans)
  console.log(`${spans.length} spans\n\n${tree}`)
  const [json, docs] = [options.text('json'), options.text('docs')]
  if (json !== '') await writeFile(path.resolve(projectRoot, json), `${JSON.stringify(spans, null, 2)}\n`)
  if (docs === '') return
  const file = path.resolve(projectRoot, docs)
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/```text\n[^]*?```/, `\`\`\`text\n${tree}\n\`\`\``))
})
