import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../project.ts'
import { suites } from './suites.ts'

const files = globSync('**/*.test.ts', { cwd: projectRoot, exclude: (name) => /node_modules$|^\.data$/.test(name) })

/** The suites that do not ignore it. */
function suitesOf(file: string): string[] {
  const running = suites.filter(({ args }) => {
    const ignored = args.slice(args.indexOf('--testPathIgnorePatterns') + 1)
    return !ignored.some((pattern) => new RegExp(pattern).test(path.join(projectRoot, file)))
  })
  return running.map(({ name }) => name)
}

test('every test file is run by one suite, and every suite has some', () => {
  const found = files.map((file) => [file, suitesOf(file)] as const)
  expect(found.filter(([, running]) => running.length !== 1)).toEqual([])
  expect(new Set(found.flatMap(([, running]) => running))).toEqual(new Set(suites.map(({ name }) => name)))
})

test('each of the long files, which come first, is there', () => {
  const sequencer = readFileSync(path.join(import.meta.dirname, 'sequencer.mjs'), 'utf8')
  const named = [...sequencer.matchAll(/'((?:tests|router)\/[\w/-]+)'/g)].map(([, name = '']) => `${name}.test.ts`)
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((file) => !files.includes(file))).toEqual([])
})
