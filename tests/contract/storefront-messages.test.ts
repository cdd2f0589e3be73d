import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

const pages = path.join(import.meta.dirname, '..', '..', 'storefront', 'src')
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(pages, 'language', `${language}.json`), 'utf8'))
const [en, ko] = [read('en'), read('ko')]

const values = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? ''))].toSorted()

test('both languages have the same messages, and none is empty', () => {
  expect(Object.keys(ko)).toEqual(Object.keys(en))
  expect([...Object.values(en), ...Object.values(ko)].filter((message) => message.trim() === '')).toEqual([])
})

test.each(Object.keys(en))('%s has the same values in both languages', (id) => {
  expect(values(ko[id] ?? '')).toEqual(values(en[id] ?? ''))
})

test('every message is used', () => {
  const files = globSync('**/*.{ts,tsx}', { cwd: pages })
  const sources = files.map((file) => readFileSync(path.join(pages, file), 'utf8')).join('\n')
  const families = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map(([, family]) => family ?? '')
  const unused = Object.keys(en).filter(
    (id) => !sources.includes(`'${id}'`) && !families.some((family) => id.startsWith(family)),
  )
  expect(unused).toEqual([])
})
