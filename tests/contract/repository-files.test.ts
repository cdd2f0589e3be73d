/** The files that editors, bots and visitors of a repository look for. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { parse } from 'yaml'

const read = (file: string): Promise<string> => readFile(path.join(projectRoot, file), 'utf8')

test('the Node that a new machine gets is the one that the shop runs on', async () => {
  const { catalog } = parse(await read('pnpm-workspace.yaml'))
  const [major] = String(catalog.node).replace('^', '').split('.')
  expect((await read('.nvmrc')).trim()).toBe(major)
  expect(JSON.parse(await read('.devcontainer/devcontainer.json')).image).toMatch(new RegExp(`:${major}-`))
})

test('editor and container recommend the same extensions', async () => {
  const { recommendations } = JSON.parse(await read('.vscode/extensions.json'))
  const { customizations } = JSON.parse(await read('.devcontainer/devcontainer.json'))
  expect(customizations.vscode.extensions).toEqual(recommendations)
  expect(recommendations).toContain(JSON.parse(await read('.vscode/settings.json'))['editor.defaultFormatter'])
})

test.each([
  ['SECURITY.md', /^## Report a vulnerability/m],
  ['CHANGELOG.md', /^# Changelog/],
  ['CONTRIBUTING.md', /npm test/],
  ['.github/pull_request_template.md', /npm test/],
  ['.github/ISSUE_TEMPLATE/bug.md', /What you did/],
  ['.github/ISSUE_TEMPLATE/feature.md', /What you want to do/],
  ['renovate.json', /docker:pinDigests/],
] as const)('%s is there, and says what it is for', async (file, content) => {
  expect(await read(file)).toMatch(content)
})
