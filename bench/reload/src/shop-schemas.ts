import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

export type GraphSchemas = Readonly<Record<string, string>>

const SHOP = ['order', 'inventory', 'pay', 'delivery', 'mypage']

/** Schema text by the subgraph's name. */
export async function shopSchemas(): Promise<GraphSchemas> {
  const read = async (name: string): Promise<[string, string]> => [
    name,
    await readFile(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8'),
  ]
  return Object.fromEntries(await Promise.all(SHOP.map(read)))
}
