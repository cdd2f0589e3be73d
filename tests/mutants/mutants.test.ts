import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { mutants } from './mutants.ts'

const testFiles = globSync('**/*.test.ts', {
  cwd: projectRoot,
  exclude: (name) => /node_modules$|^\.data$/.test(name),
})

test('there are at least thirty mutants, each with a name of its own', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(30)
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
})

test.each(mutants)('it can still be tried: $name', async ({ file, find, replace, tests }) => {
  const text = await readFile(path.join(projectRoot, file), 'utf8')
  expect(text.split(find)).toHaveLength(2)
  expect(replace).not.toBe(find)
  expect(tests.filter((pattern) => !testFiles.some((each) => each.includes(pattern)))).toEqual([])
})
