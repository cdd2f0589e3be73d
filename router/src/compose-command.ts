import { commandLine, type Called } from '@shop/platform/command-line.ts'
import { composeFile } from './supergraph/compose-file.ts'

/**
 * @param running what is composed where nothing is named: `name=url`, each. It tells itself where there is nothing.
 *
 * @example
 * await composeCommand({ program: 'compose' }).parseAsync(['books:books.graphql=http://books/graphql'], { from: 'user' })
 */
export function composeCommand(called: Called, running?: () => Promise<readonly string[]>) {
  return commandLine({
    ...called,
    does: 'Writes the supergraph of subgraphs to a file, and tells what composition hints at.',
    examples: {
      ...(running && { '': 'of what runs here' }),
      'reviews=http://127.0.0.1:4010/graphql': 'of one that runs, whose schema is fetched',
      'a:a.graphql=http://a/graphql b:b.graphql=http://b/graphql --out s.graphql': 'of two, whose schemas are in files',
    },
  })
    .argument('[subgraphs...]', 'name[:schema file]=url, each')
    .option('--out <file>', 'where to', 'supergraph.graphql')
    .action(async (named, { out }, command) => {
      if (named.length === 0 && !running) command.error('name the subgraphs: name[:schema file]=url, each')
      const subgraphs = named.length > 0 || !running ? named : await running()
      process.exitCode = await composeFile({ subgraphs, out }, process.env['INIT_CWD'] ?? process.cwd())
    })
}
