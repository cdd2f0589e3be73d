/** events/ and recovery/ take any contract: no word of this shop's domains stands in their code. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { contract } from '@shop/contract/catalog.ts'
import { projectRoot } from '@shop/dev/project.ts'

const files = globSync('{events,recovery}/src/**/*.ts', {
  cwd: projectRoot,
  exclude: (file) => /\.(test|fixture)\.ts$/.test(file),
})
const ofLogins = 'userId' // every logged-in user has one, in any application
const fields = [...contract.aggregates.map(({ id }) => id), contract.correlation?.field ?? '', 'productId']
const words = [...contract.events.keys(), ...fields].filter((word) => word !== ofLogins)
const names = [...contract.domains, ...contract.aggregates].map(({ name }) => name)
const spelled = new RegExp(
  [
    `\\b(${words.join('|')})\\b`,
    `['"](${names.join('|')})['"]`, // as a value: "in order" and "a delivery" are English
    `['"\`]${contract.name}[_-]`,
    `\\b${contract.name[0]?.toUpperCase()}${contract.name.slice(1)}-`,
  ].join('|'),
)

test.each(files)('%s names nothing of the shop', (file) => {
  const lines = readFileSync(path.join(projectRoot, file), 'utf8').split('\n')
  expect(lines.filter((line) => spelled.test(line))).toEqual([])
})
