import { readdirSync, readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { domains } from '@shop/contract/domains.ts'
import { compose } from '@shop/router/supergraph/compose.ts'
import { loadSupergraph } from '@shop/router/supergraph/load-supergraph.ts'

const root = new URL('../../', import.meta.url)
const tabs = new URL('dev/playground/', root)
const names = domains.map(({ name }) => name)
const subgraphs = names.map((name) => ({
  name,
  url: `http://${name}.invalid/graphql`,
  sdl: readFileSync(new URL(`subgraphs/${name}/schema.graphql`, root), 'utf8'),
}))
const { apiSchema } = loadSupergraph(compose(subgraphs))

test.each(readdirSync(tabs).filter((name) => name.endsWith('.graphql')))(
  "the playground's tab %s is valid against the supergraph",
  (tab) => expect(validate(apiSchema, parse(readFileSync(new URL(tab, tabs), 'utf8')))).toEqual([]),
)

const COLUMNS = 54 // of the editor, beside the answer, on a screen that is 1366 pixels wide

test.each(readdirSync(tabs).filter((name) => name.endsWith('.graphql')))(
  "the playground's tab %s can be read whole",
  (tab) =>
    expect(
      readFileSync(new URL(tab, tabs), 'utf8')
        .split('\n')
        .filter((line) => line.length > COLUMNS),
    ).toEqual([]),
)
