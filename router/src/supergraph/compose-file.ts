import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { SubgraphDefinition } from './compose.ts'
import { compose } from './compose.ts'
import { fetchSdl } from './subgraphs.ts'

const USAGE = `Composes a supergraph file:
  npm run compose -- [--out supergraph.graphql] name[:schema file]=url ...
Without a schema file the running subgraph at the url is asked for its schema.`

const SUBGRAPH = /^(?<name>[A-Za-z_][\w-]*)(?::(?<file>[^=]+))?=(?<url>https?:\/\/\S+)$/

type Write = (line: string) => void

/** Writes the file in one step; paths are from `folder`. Resolves to the process's exit code, with what is wrong told. */
export async function composeFile(
  given: readonly string[],
  folder: string,
  tell: Write = console.error,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: { out: { type: 'string', default: 'supergraph.graphql' } },
  })
  const malformed = positionals.filter((argument) => !SUBGRAPH.test(argument))
  if (positionals.length === 0 || malformed.length > 0) {
    for (const argument of malformed) tell(`${argument}: expected name[:schema file]=url`)
    tell(USAGE)
    return 1
  }
  const definitions = await Promise.allSettled(positionals.map((argument) => definition(argument, folder)))
  const failed = definitions.filter((each) => each.status === 'rejected')
  for (const { reason } of failed) tell(reason instanceof Error ? reason.message : String(reason))
  if (failed.length > 0) return 1
  const out = path.resolve(folder, values.out)
  try {
    const sdl = compose(definitions.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])))
    await writeFile(`${out}.new`, sdl)
    await rename(`${out}.new`, out)
    tell(`${out}: the supergraph of ${positionals.length} subgraphs`)
    return 0
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    return 1
  }
}

async function definition(argument: string, folder: string): Promise<SubgraphDefinition> {
  const { name = '', file, url = '' } = SUBGRAPH.exec(argument)?.groups ?? {}
  try {
    const sdl = file === undefined ? await fetchSdl({ name, url }) : await readFile(path.resolve(folder, file), 'utf8')
    return { name, url, sdl }
  } catch (error) {
    throw new Error(`${name}: ${file ?? url} gives no schema`, { cause: error })
  }
}
