/** Names of files and types. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

const ROOMS = [
  ...['bench', 'contract', 'dev', 'events', 'platform', 'recovery', 'router', 'storefront'],
  ...['subgraph-server', 'subgraphs', 'tests'],
]
const OUTSIDE = /(^|\/)(node_modules|generated|dist|peers)(\/|$)/
const sources = globSync(`{${ROOMS.join()}}/**/*.{ts,tsx,mjs}`, {
  cwd: projectRoot,
  exclude: (file) => OUTSIDE.test(file),
})

test('file names are kebab-case', () => {
  const camel = sources.filter((file) => /[A-Z_]/.test(path.basename(file)))
  expect(camel).toEqual([])
})

test('a type name stands for one thing', () => {
  expect(sharedTypeNames(sources.filter((file) => !file.includes('.test.')))).toEqual([])
})

function sharedTypeNames(files: readonly string[]): readonly string[] {
  const declared = files.flatMap((file) => {
    const text = readFileSync(path.join(projectRoot, file), 'utf8')
    const names = [...text.matchAll(/^(?:export )?(?:abstract )?(?:type|interface|class|enum) (\w+)/gm)].map(
      ([, name = '']) => name,
    )
    return [...new Set(names)]
  })
  const counts = Map.groupBy(declared, (name) => name)
  return [...counts].filter(([, files]) => files.length > 1).map(([name]) => name)
}
