#!/usr/bin/env node
/** What the package runs: `supergraph-router FILE`, `supergraph-router compose ...`. Only what is requested is loaded. */
import './garbage-collection.ts'

const OLDEST = 24

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(`supergraph-router needs Node ${OLDEST} or newer; this is ${process.versions.node}`)
  process.exit(1)
}

const [first, ...rest] = process.argv.slice(2)
if (first === 'compose') {
  const { composeCommand } = await import('./compose-command.ts')
  await composeCommand({ program: 'supergraph-router compose' }).parseAsync(rest, { from: 'user' })
} else {
  const { serveCommand } = await import('./serve-command.ts')
  await serveCommand({ program: 'supergraph-router' })
    .addHelpText('after', '\nsupergraph-router compose --help: how such a file is made of subgraphs.')
    .parseAsync()
}
