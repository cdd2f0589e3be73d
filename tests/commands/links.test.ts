/** Links between the documents lead to files that there are, and to headings in them; and so do names of files in the text. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { documents } from './documents.ts'

type Link = { readonly from: string; readonly file: string; readonly anchor: string | undefined }

const read = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8')

const links: readonly Link[] = documents().flatMap((from) =>
  [...read(from).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, target = '', anchor]) => ({
    from,
    file: target === '' ? from : path.join(path.dirname(from), target),
    anchor,
  })),
)

/** A document's anchors, as GitHub makes them of headings. */
function anchors(file: string): readonly string[] {
  const text = read(file).replaceAll(/^```.*?^```/gms, '')
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

const exists = ({ file }: Link): boolean => existsSync(path.join(projectRoot, file))

test('links lead to files that there are', () => {
  expect(links.filter((link) => !exists(link)).map(({ from, file }) => `${from}: ${file}`)).toEqual([])
  expect(links.length).toBeGreaterThan(100)
})

test('links to a section of a document lead to its heading', () => {
  const deep = links.filter((link) => exists(link) && link.file.endsWith('.md') && link.anchor !== undefined)
  const dead = deep.filter(({ file, anchor = '' }) => !anchors(file).includes(anchor))
  expect(dead.map(({ from, file, anchor }) => `${from}: ${file}#${anchor}`)).toEqual([])
  expect(deep.length).toBeGreaterThan(30)
})

/** Names of files in the text of a document, as code, but those that it has the reader write. */
function filesNamedIn(document: string): readonly string[] {
  const text = read(document)
  const written = new Set([...text.matchAll(/^```\w+\n\/\/ (\S+)$/gm)].map(([, file = '']) => file))
  const named = [...text.matchAll(/`([\w@][\w@./-]*\.(?:ts|tsx|mjs|md|ya?ml|json|graphql|sh))`/g)].map(
    ([, file = '']) => file,
  )
  return [...new Set(named)].filter((file) => !written.has(file.replace(/^src\//, '')) && !file.startsWith('DATA_DIR/'))
}

test('files that the text names are there', () => {
  const files = globSync('**/*.{ts,tsx,mjs,md,yml,yaml,json,graphql,sh}', {
    cwd: projectRoot,
    exclude: (name) => ['node_modules', 'generated', '.data', 'images'].includes(path.basename(name)),
  })
  const names = new Set(files.flatMap((file) => file.split('/').map((_, at, parts) => parts.slice(at).join('/'))))
  const named = documents().flatMap((document) => filesNamedIn(document).map((file) => ({ document, file })))
  const missing = named.filter(
    ({ document, file }) => !names.has(file) && !names.has(path.join(path.dirname(document), file)),
  )
  expect(missing.map(({ document, file }) => `${document}: ${file}`)).toEqual([])
  expect(named.length).toBeGreaterThan(100)
})
