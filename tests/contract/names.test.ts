/** Words: names of files, types, and whatever else is declared; and the prose of comments, messages and documents. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

const ROOMS = [
  ...['bench', 'contract', 'dev', 'events', 'packing', 'platform', 'recovery', 'router', 'storefront'],
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

/** Words that the code once had of its own, where GLOSSARY.md has the field's. */
const RETIRED = new Set([
  ...['asked', 'asker', 'asks', 'asking', 'told', 'telling', 'untold', 'nobody', 'stay', 'leaving', 'patience'],
  ...['marks', 'ripe', 'buried', 'bury', 'judge', 'judged', 'verdict', 'verdicts', 'leftovers', 'stories', 'story'],
  ...['surprise', 'surprises', 'territory', 'kin', 'supply', 'sharing', 'mended', 'weather', 'makings'],
  ...['nonsense', 'troupe', 'cast', 'player', 'players', 'sealed', 'wish', 'wishes', 'pour', 'poured', 'pouring'],
])

test('no name is made of a word that has been retired', () => {
  expect(namesThat((name) => wordsOf(name).some((word) => RETIRED.has(word)))).toEqual([])
})

/** Their names are public: those who deploy the shop have set them. */
const KEPT_SETTINGS = new Set(['MOST_BACKLOG', 'MOST_UNPUBLISHED_MS'])

test('bounds are called max and min', () => {
  expect(namesThat((name) => saysBoundInOtherWords(name) && !KEPT_SETTINGS.has(name))).toEqual([])
})

test('units come last: timeoutMs, bytesPerSecond', () => {
  expect(namesThat(hasUnitInside)).toEqual([])
})

test.each([
  ['mostInBatch', true],
  ['behindAtMostMs', true],
  ['fewest', true],
  ['longestPauseMs', true],
  ['LONGEST', true],
  ['longest', false], // of several things, one
  ['maxPauseMs', false],
  ['almost', false],
])('%s says a bound in other words than max and min: %j', (name, expected) =>
  expect(saysBoundInOtherWords(name)).toBe(expected),
)

test.each([
  ['msTimeout', true],
  ['MAX_MIB_AT_REST', true],
  ['timeoutMs', false],
  ['cpuMsPerOrder', false],
  ['bytesOf', false],
])('%s has a unit that is not last: %j', (name, expected) => expect(hasUnitInside(name)).toBe(expected))

/** Of those, the ones that are not plain English where they stand in a sentence either. */
const RETIRED_IN_PROSE = [
  ...[
    'asker',
    'told',
    'telling',
    'untold',
    'patience',
    'ripe',
    'bury',
    'buries',
    'buried',
    'judge',
    'judges',
    'judged',
  ],
  ...[
    'judging',
    'verdicts?',
    'leftovers',
    'disputed?',
    'story',
    'stories',
    'surprises?',
    'surprised',
    'territory',
    'kin',
  ],
  ...[
    'supply',
    'mend',
    'mends',
    'mended',
    'mending',
    'weather',
    'makings',
    'troupe',
    'players?',
    'sealed',
    'wish(es)?',
  ],
  ...['pour', 'pours', 'poured', 'pouring'],
]

/** Lines that have one all the same. */
const ALLOWED: readonly { readonly line: RegExp; readonly why: string }[] = [
  { line: /\bdisputed\b['"`?]?(:|\)| [|}]|,)|\.disputed\b|!disputed\b|`disputed`/, why: 'a field that is stored' },
]

test('no comment, test name, message or document has a word that has been retired', () => {
  const documents = globSync('{**/*,.changeset/*,.env.example}', {
    cwd: projectRoot,
    exclude: (file) => OUTSIDE.test(file) || /^(\.git|\.data|CHANGELOG\.md)$/.test(file),
  }).filter((file) => /\.(md|ya?ml|sh|graphql|css|html|example)$/.test(file) && file !== 'pnpm-lock.yaml')
  const retired = new RegExp(`\\b(${RETIRED_IN_PROSE.join('|')})\\b`, 'i')
  const found = [...sources, ...documents]
    .filter((file) => path.basename(file) !== 'names.test.ts')
    .flatMap((file) =>
      readFileSync(path.join(projectRoot, file), 'utf8')
        .split('\n')
        .filter((line) => retired.test(line) && !ALLOWED.some((allowed) => allowed.line.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    )
  expect(found).toEqual([])
})

test('comments of the packages name callers, clients and requests', () => {
  const circumscribed = /^\s*(\/?\*|\/\/).*\b(whoever|nobody|ask(ed|s|ing)? for|who (waits|asks|reads|comes))\b/i
  const found = sources
    .filter((file) => /^(router|events|platform)\//.test(file))
    .flatMap((file) =>
      readFileSync(path.join(projectRoot, file), 'utf8')
        .split('\n')
        .filter((line) => circumscribed.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
  expect(found).toEqual([])
})

test('a retired word is found wherever it is declared', () => {
  const text = [
    'const askedFor = 1',
    'function tell(told: string, { buried }: Options) {}',
    'class X { readonly #marks = 1; get isJudged() {} }',
    'type Y = { readonly supply?: number }',
    'let [first, verdict] = of',
  ].join('\n')
  const found = declaredNames(text).filter((name) => wordsOf(name).some((word) => RETIRED.has(word)))
  expect(new Set(found)).toEqual(new Set(['askedFor', 'told', 'buried', 'marks', 'isJudged', 'supply', 'verdict']))
})

const BOUND = new Set(['most', 'least', 'fewest'])
const SUPERLATIVE = /^(largest|longest|biggest|highest|smallest|slowest|lowest|shortest|greatest|deepest)/
const UNIT = new Set(['ms', 'millis', 'milliseconds', 'seconds', 'minutes', 'bytes', 'kb', 'mb', 'mib', 'percent'])

function saysBoundInOtherWords(name: string): boolean {
  const words = wordsOf(name)
  const isOneOfSeveral = words.length === 1 && name !== name.toUpperCase()
  return words.some((word) => BOUND.has(word) || (SUPERLATIVE.test(word) && !isOneOfSeveral))
}

/** `per` makes a longer unit of it, `of` the name of what converts into it. */
function hasUnitInside(name: string): boolean {
  return wordsOf(name).some((word, index, words) => {
    const next = words[index + 1]
    return UNIT.has(word) && next !== undefined && next !== 'per' && next !== 'of'
  })
}

/** The declared names of which something is so, with their files. */
function namesThat(isSo: (name: string) => boolean): readonly string[] {
  return sources
    .filter((file) => path.basename(file) !== 'names.test.ts')
    .flatMap((file) =>
      [...new Set(declaredNames(readFileSync(path.join(projectRoot, file), 'utf8')))]
        .filter(isSo)
        .map((name) => `${file}: ${name}`),
    )
}

/** By their syntax alone: variables, functions, types, parameters, members, and what is destructured. */
function declaredNames(text: string): readonly string[] {
  const code = text.replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '')
  const bound = [
    ...code.matchAll(/\b(?:const|let) ([{[][^=\n]*[}\]])/g),
    ...code.matchAll(/[(,] ?([{[][^=()\n]*[}\]]):/g),
  ]
  return [
    ...[...code.matchAll(/\b(?:const|let|function|function\*|class|type|interface|enum|get|set) (\w+)/g)],
    ...[...code.matchAll(/(?:^\s+|[{;] |, ?|\()(?:(?:readonly|static|async|override) )*#?(\w+)\??[:(]/gm)],
    ...[...code.matchAll(/\breadonly #?(\w+)/g)],
    ...bound.flatMap(([, names = '']) => [...names.matchAll(/(\w+)(?= ?[,}\]=])/g)]),
  ].map(([, name = '']) => name)
}

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_$]+/)
}

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
