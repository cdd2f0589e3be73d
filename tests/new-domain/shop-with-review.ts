/** A copy of this project with one domain more: its folder, and its line. Its dependencies are those that are installed here. */
import { appendFile, cp, mkdir, readdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

const leftOut = new Set(['.git', '.data', '.env', 'node_modules', 'bench', 'coverage', 'docs', 'images', 'k8s'])
const own = '@shop' // packages of this project: links to their folders, which are to lead to the copies

/** In an empty folder, by the steps of docs/add-a-domain.md that a running shop needs. */
export async function copyShopWithReview(folder: string): Promise<void> {
  for (const name of await readdir(projectRoot))
    if (!leftOut.has(name)) await cp(path.join(projectRoot, name), path.join(folder, name), copying)
  await linkDependencies(folder)
  await cp(path.join(projectRoot, 'examples', 'review'), path.join(folder, 'subgraphs', 'review'), copying)
  await appendFile(path.join(folder, 'shop.ts'), "export * as review from './subgraphs/review/manifest.ts'\n")
}

/** Packages find each other by relative links: the copy has them too. */
const copying = { recursive: true, verbatimSymlinks: true } as const

async function linkDependencies(folder: string): Promise<void> {
  const [from, to] = [path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules')]
  await mkdir(to)
  for (const name of await readdir(from))
    if (name === own) await cp(path.join(from, name), path.join(to, name), copying)
    else await symlink(path.join(from, name), path.join(to, name))
}
