/** Every command line of the documents, and how it is tested. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

type Documented = { readonly file: string; readonly line: string }

const DOCUMENTS = ['*.md', 'docs/**/*.md', '{bench,events,router,tests,examples,k8s,deploy}/**/*.md']

/** tests/examples/router-alone.test.ts runs all of its blocks. */
const RUN_WHOLE = 'examples/router-alone/README.md'

export function documents(): readonly string[] {
  const found = DOCUMENTS.flatMap((pattern) => globSync(pattern, { cwd: projectRoot }))
  return found.filter((file) => !file.includes('node_modules') && file !== 'CHANGELOG.md').toSorted()
}

/** Blocks of shell that no other test runs. */
export function shellBlocks(): readonly { readonly file: string; readonly block: string }[] {
  const others = documents().filter((file) => file !== RUN_WHOLE)
  return others.flatMap(
    (file) =>
      [...read(file).matchAll(/^```(?:sh|bash)\n(.*?)^```$/gms)]
        .map(([, block = '']) => ({ file, block }))
        .filter(({ block }) => !block.includes('ORDER=$(place)')), // tests/e2e/readme-example.test.ts runs these
  )
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

/** `npm run ... -- ...` in a sentence or a table, as code, where nothing is left to the reader: no FILE, no `...`, no choice. */
export function npmInText(): readonly string[] {
  const spans = documents().flatMap((file) =>
    [
      ...read(file)
        .replaceAll(/^```.*?^```$/gms, '')
        .matchAll(/`(npm (?:run (?!dev\b)|start|test)[^`]*)`/g),
    ].map(([, line = '']) => line),
  )
  return [...new Set(spans)].filter((line) => line.includes(' -- ') && !/\b[A-Z]{2,}\b|\.\.\.|…|[|<[$&]/.test(line))
}

function read(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8')
}
