import { cp, glob, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { projectRoot } from './project.ts'
import { release } from './release.ts'
import { withTemporaryFolder } from './testing/temporary.ts'

const MANIFESTS = ['package.json', '*/package.json', 'subgraphs/*/package.json', 'pnpm-workspace.yaml']

async function copyProject(folder: string): Promise<void> {
  for await (const file of glob([...MANIFESTS, '.changeset/*', 'CHANGELOG.md'], { cwd: projectRoot }))
    if (!file.includes('node_modules')) await cp(path.join(projectRoot, file), path.join(folder, file))
}

const read = (folder: string, file: string): Promise<string> => readFile(path.join(folder, file), 'utf8')

async function version(folder: string, file: string): Promise<string> {
  return z.object({ version: z.string() }).parse(JSON.parse(await read(folder, file))).version
}

test('a release moves the lines of the changesets to CHANGELOG.md, and gives project and router the next version', async () => {
  await withTemporaryFolder(async (folder) => {
    await copyProject(folder)
    const [, minor = ''] = (await version(folder, 'package.json')).split('.')
    const others = await readdir(path.join(folder, '.changeset'))
    for (const name of others.filter((file) => !['README.md', 'config.json'].includes(file)))
      await rm(path.join(folder, '.changeset', name))
    const changeset = (kind: string, line: string): string => `---\n'membership-shop': ${kind}\n---\n\n${line}\n`
    await writeFile(path.join(folder, '.changeset', 'one.md'), changeset('minor', 'Router: serves more.'))
    await writeFile(path.join(folder, '.changeset', 'two.md'), changeset('patch', 'Router: a mistake less.'))

    expect(await release(folder)).toBe(0)

    const next = `0.${Number(minor) + 1}.0`
    expect(await version(folder, 'package.json')).toBe(next)
    expect(await version(folder, 'router/package.json')).toBe(next)
    const changelog = await read(folder, 'CHANGELOG.md')
    expect(changelog).toContain(
      `## ${next}\n\n### Minor Changes\n\n- Router: serves more.\n\n### Patch Changes\n\n- Router: a mistake less.\n`,
    )
    expect(await readdir(path.join(folder, '.changeset'))).toEqual(['README.md', 'config.json'])
  })
}, 300_000)

test('the changesets of this project make a release, each with its line', async () => {
  await withTemporaryFolder(async (folder) => {
    await copyProject(folder)
    const files = (await readdir(path.join(folder, '.changeset'))).filter(
      (file) => file.endsWith('.md') && file !== 'README.md',
    )
    const texts = await Promise.all(files.map((file) => read(folder, path.join('.changeset', file))))
    const lines = texts.map((text) => (text.split('---\n')[2] ?? '').trim().split('\n')[0] ?? '')
    expect(await release(folder)).toBe(0)
    const changelog = await read(folder, 'CHANGELOG.md')
    expect(lines.filter((line) => !changelog.includes(line))).toEqual([])
  })
}, 300_000)
