/** Links between the documents lead to files that there are, and to headings in them. */
import { existsSync, readFileSync } from 'node:fs'
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
