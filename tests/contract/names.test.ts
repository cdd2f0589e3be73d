/** Names of files and types, by room: what is done stays done, and what is left is listed. */
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

/** Rooms, or single files, whose names are not kebab-case yet. */
const CAMEL_CASE = ['events/', 'platform/', 'recovery/', 'subgraph-server/', 'subgraphs/', 'tests/e2e/openShop.ts']

test('file names are kebab-case', () => {
  const camel = sources.filter((file) => /[A-Z_]/.test(path.basename(file)))
  expect(camel.filter((file) => !CAMEL_CASE.some((left) => file.startsWith(left)))).toEqual([])
})

/** How many type names may be declared in several files of a room: what there was when they were counted last. To be under ten in all. */
const MAX_SHARED_TYPE_NAMES: Readonly<Record<string, number>> = {
  router: 35,
  subgraphs: 20,
  tests: 16,
  events: 12,
  bench: 6,
  dev: 4,
  recovery: 4,
  platform: 4,
  'subgraph-server': 4,
  storefront: 4,
}

test('a type name stands for one thing in its room', () => {
  const rooms = Map.groupBy(
    sources.filter((file) => !file.includes('.test.')),
    (file) => file.split('/')[0] ?? '',
  )
  const tooMany = [...rooms].flatMap(([room, files]) => {
    const shared = sharedTypeNames(files)
    return shared.length > (MAX_SHARED_TYPE_NAMES[room] ?? 0) ? [`${room}: ${shared.join(', ')}`] : []
  })
  expect(tooMany).toEqual([])
})

function sharedTypeNames(files: readonly string[]): readonly string[] {
  const declared = files.flatMap((file) => {
    const text = readFileSync(path.join(projectRoot, file), 'utf8')
    const names = [...text.matchAll(/^(?:export )?(?:type|interface) (\w+)/gm)].map(([, name = '']) => name)
    return [...new Set(names)]
  })
  const counts = Map.groupBy(declared, (name) => name)
  return [...counts].filter(([, files]) => files.length > 1).map(([name]) => name)
}
