import { commandLine } from '@shop/platform/command-line.ts'
import { composeFile } from './supergraph/compose-file.ts'

await commandLine({
  script: 'compose',
  does: 'Writes the supergraph of subgraphs to a file: those of the shop, and those that are named here.',
  examples: {
    '--out /etc/router/supergraph.graphql': 'where the router watches for it: SUPERGRAPH',
    'reviews=http://127.0.0.1:4010/graphql': 'with one more, which is asked for its schema',
    'reviews:reviews.graphql=http://reviews:4010/graphql': 'with one more, whose schema is in a file',
  },
})
  .argument('<subgraphs...>', 'name[:schema file]=url, each')
  .option('--out <file>', 'where to', 'supergraph.graphql')
  .action(async (subgraphs, { out }) => {
    process.exitCode = await composeFile({ subgraphs, out }, process.cwd())
  })
  .parseAsync()
