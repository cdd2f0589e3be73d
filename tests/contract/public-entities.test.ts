/** What the router may keep of this shop: products, which are the same for everyone, and nothing else. */
import { readFileSync } from 'node:fs'
import { publicEntities } from '@shop/router/entity-cache/public-entities.ts'
import { domains } from '@shop/contract/domains.ts'
import { compose } from '@shop/router/supergraph/compose.ts'
import { loadSupergraph } from '@shop/router/supergraph/load-supergraph.ts'

const names = domains.map(({ name }) => name)
const isPublic = publicEntities(
  loadSupergraph(
    compose(
      names.map((name) => ({
        name,
        url: `http://${name}`,
        sdl: readFileSync(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8'),
      })),
    ),
  ).publicTypes,
)
const entities = (selection: string) =>
  `query($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`

test.each([
  ['... on Product { name price stock }', true],
  ['... on Order { status }', false],
  ['... on User { points }', false],
  ['... on Delivery { status }', false],
])('%s: %s', (selection, expected) => {
  expect(isPublic(entities(selection))).toBe(expected)
})
