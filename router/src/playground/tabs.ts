import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'

/** One tab of the playground, filled before its first use. */
export type Tab = { readonly query: string; readonly variables: string | null }

/** A tab for each .graphql file of a folder, in the order of their names; variables from the .json file beside it. */
export async function readTabs(folder: string): Promise<readonly Tab[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql')).toSorted()
  return Promise.all(
    files.map(async (file) => {
      const full = path.join(folder, file)
      const variables = readFile(full.replace(/\.graphql$/, '.json'), 'utf8').catch(() => null)
      return { query: await readFile(full, 'utf8'), variables: await variables }
    }),
  )
}
