/** The code of docs/clients.md, as files that run. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

const DOCUMENT = path.join(projectRoot, 'docs', 'clients.md')
const DOCUMENTED_SHOP = 'http://127.0.0.1:4000'

/** By file name, which is each block's first line. */
export async function documentedFiles(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(DOCUMENT, 'utf8')
  const blocks = text.matchAll(/^```\w+\n(?:\/\/|#) (\S+\.\w+)\n(.*?)^```$/gms)
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]))
}

/** Where modules find the packages of the project, or of one of its own. `dispose` takes the files away again. */
export async function writeDocumented(
  url: string,
  within = projectRoot,
): Promise<{ folder: string; dispose: () => Promise<void> }> {
  const root = path.join(within, '.data')
  await mkdir(root, { recursive: true })
  const folder = await mkdtemp(path.join(root, 'clients-'))
  for (const [name, code] of await documentedFiles())
    await writeFile(path.join(folder, name), code.replaceAll(DOCUMENTED_SHOP, url))
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) }
}
