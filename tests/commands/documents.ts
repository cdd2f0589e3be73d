/** Every command line of the documents, and how it is tested. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

export type Documented = { readonly file: string; readonly line: string }

const DOCUMENTS = ['*.md', 'docs/**/*.md', '{bench,events,router,tests,examples,k8s,deploy}/**/*.md']

/** tests/examples/router-alone.test.ts runs all of its blocks. */
const RUN_WHOLE = 'examples/router-alone/README.md'

export function documents(): readonly string[] {
  const found = DOCUMENTS.flatMap((pattern) => globSync(pattern, { cwd: projectRoot }))
  return found.filter((file) => !file.includes('node_modules') && file !== 'CHANGELOG.md').toSorted()
}

/** Lines of shell blocks, without comments, here-documents and what only goes on from the line before. */
export function shellLines(): readonly Documented[] {
  const lineByLine = documents().filter((file) => file !== RUN_WHOLE)
  return lineByLine.flatMap((file) =>
    [...read(file).matchAll(/^```(?:sh|bash)\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
      commandsOf(block).map((line) => ({ file, line })),
    ),
  )
}

function commandsOf(block: string): readonly string[] {
  if (block.includes('ORDER=$(place)')) return [] // tests/e2e/readme-example.test.ts runs the whole block
  return block
    .replaceAll(/<<'?(\w+)'?$.*?^\1$/gms, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)# .*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** `npm run SCRIPT -- OPTIONS`, wherever it stands: in a shell block, a table, a sentence. */
export function npmCommands(): readonly (Documented & {
  readonly script: string
  readonly options: readonly string[]
})[] {
  return documents().flatMap((file) =>
    [...read(file).matchAll(/npm (?:run (?!dev\b)(?:--silent )?([a-z][a-z0-9:-]*)|(start|test))([^\n`|#&)<>]*)/g)].map(
      ([line, run, plain, options = '']) => ({
        file,
        line: line.trim(),
        script: run ?? plain ?? '',
        options: options.includes(' -- ')
          ? [...options.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([option]) => option)
          : [],
      }),
    ),
  )
}

/** What a line begins with, and why it is not run as it stands. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/npm (run|start|test)/, 'its script and options are checked against --help of every script'],
  [
    /^(kubectl|kind|for name in|done$|cat >kind|export (NATS_URL|AWS_REGION)|REGISTRY=)/,
    'needs a cluster: npm run proof:k8s does the same on one',
  ],
  [/^(eksctl|helm|aws) /, 'needs an account at a provider'],
  [/^docker /, 'needs a container engine: npm run proof:compose does the same on one'],
  [/^(npm create|npm install|cd shop-page)/, 'creates a project with a generator from the registry'],
  [
    /^(cluster=|\$cluster (build|beside|down)|exit$)/,
    'brings a cluster up: npm run proof:k8s -- --own-cluster does the same',
  ],
  [/^ALLOWED_ORIGINS=/, 'a setting'],
  [/^npx supergraph-router/, 'the package of the router: the test of its packing runs it'],
]

export function whyNotRun(line: string): string | undefined {
  return ELSEWHERE.find(([pattern]) => pattern.test(line))?.[1]
}

function read(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8')
}
