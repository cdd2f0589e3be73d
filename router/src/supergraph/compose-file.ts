import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { types } from 'node:util'
import type { SubgraphDefinition } from './compose.ts'
import { composeWithHints } from './compose.ts'
import { fetchSdl } from './subgraphs.ts'

const SUBGRAPH = /^(?<name>[A-Za-z_][\w-]*)(?::(?<file>[^=]+))?=(?<url>https?:\/\/\S+)$/

type WriteLine = (line: string) => void

/** `subgraphs`: name[:schema file]=url, each. Writes the file in one step; paths are from `folder`. Prints the errors, and resolves to the process's exit code. */
export async function composeFile(
  { subgraphs, out: file }: { readonly subgraphs: readonly string[]; readonly out: string },
  folder: string,
  write: WriteLine = console.error,
): Promise<number> {
  const malformed = subgraphs.filter((argument) => !SUBGRAPH.test(argument))
  for (const argument of malformed) write(`${argument}: expected name[:schema file]=url`)
  if (malformed.length > 0) return 1
  const definitions = await Promise.allSettled(subgraphs.map((argument) => definition(argument, folder)))
  const failed = definitions.filter((each) => each.status === 'rejected')
  for (const { reason } of failed) write(reason instanceof Error ? reason.message : String(reason))
  if (failed.length > 0) return 1
  const out = path.resolve(folder, file)
  try {
    const fulfilled = definitions.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const { sdl, hints } = composeWithHints(fulfilled)
    for (const hint of hints) write(`hint  ${hint}`)
    await writeFile(`${out}.new`, sdl)
    await rename(`${out}.new`, out)
    write(`${out}: the supergraph of ${fulfilled.map(({ name }) => name).join(', ')}`)
    return 0
  } catch (error) {
    write(error instanceof Error ? error.message : String(error))
    return 1
  }
}

async function definition(argument: string, folder: string): Promise<SubgraphDefinition> {
  const { name = '', file, url = '' } = SUBGRAPH.exec(argument)?.groups ?? {}
  try {
    const sdl = file === undefined ? await fetchSdl({ name, url }) : await readFile(path.resolve(folder, file), 'utf8')
    return { name, url, sdl }
  } catch (error) {
    throw new Error(`${name}: ${file ?? url} gives no schema: ${reasonOf(error)}`, { cause: error })
  }
}

/** A failed fetch says why only in its cause; several addresses of one name failed each for itself. */
function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error)
  const { cause } = error
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return cause === undefined ? error.message : reasonOf(cause)
}
