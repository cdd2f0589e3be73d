import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

/** One tab of the playground, filled before its first use. */
export type Tab = {
  readonly id: string
  readonly name: string
  readonly query: string
  readonly variables: string | null
}

/** The users a tab may send requests as. */
export type TabLogin = { readonly user: string; readonly roles: readonly string[] }

const Playground = z.strictObject({
  /** Beside the one of PLAYGROUND_LOGIN. */
  logins: z.array(z.strictObject({ user: z.string(), roles: z.array(z.string()) })).default([]),
  /** Where an answer has what a variable of this name gets, in all tabs: {"orderId": "placeOrder.id"}. */
  carry: z.record(z.string(), z.string()).default({}),
})
export type PlaygroundFolder = z.output<typeof Playground> & { readonly tabs: readonly Tab[] }

export const emptyFolder: PlaygroundFolder = { tabs: [], logins: [], carry: {} }

/**
 * A tab for each .graphql file of a folder, in the order of their names, which are the tabs' names; variables from the .json file beside it.
 * `playground.json` has logins and what is carried from answers into variables.
 */
export async function readPlaygroundFolder(folder: string): Promise<PlaygroundFolder> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql')).toSorted()
  const tabs = files.map(async (file) => {
    const full = path.join(folder, file)
    const id = file.replace(/\.graphql$/, '')
    const [query, variables] = await Promise.all([
      readFile(full, 'utf8'),
      readFile(path.join(folder, `${id}.json`), 'utf8').catch(() => null),
    ])
    return { id, name: nameOf(id), query, variables }
  })
  return { ...(await readSettings(path.join(folder, 'playground.json'))), tabs: await Promise.all(tabs) }
}

async function readSettings(file: string): Promise<z.output<typeof Playground>> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const read = Playground.safeParse(parsed(text))
  if (read.success) return read.data
  throw new Error(`${file}: ${z.prettifyError(read.error)}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return 'what is no JSON'
  }
}

/** "2-place-an-order" is "2. Place an order". */
function nameOf(id: string): string {
  const [, number, rest = ''] = /^(\d+)?[-_]?(.*)$/.exec(id) ?? []
  const words = rest.replaceAll(/[-_]/g, ' ')
  const name = words.charAt(0).toUpperCase() + words.slice(1)
  return [number, name].filter(Boolean).join('. ')
}
