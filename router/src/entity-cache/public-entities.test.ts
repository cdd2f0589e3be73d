import { compose } from '../supergraph/compose.ts'
import { loadSupergraph } from '../supergraph/load-supergraph.ts'
import { keyIn, readEvictionRule } from './evictions.ts'
import { publicEntities } from './public-entities.ts'

const sdl = compose([
  {
    name: 'items',
    url: 'http://items',
    sdl: `extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective", "@authenticated", "@tag"])
        @link(url: "https://specs.apollo.dev/cacheControl/v0.1", import: ["@cacheControl"])
        @composeDirective(name: "@cacheControl")
      directive @cacheControl(maxAge: Int, scope: CacheControlScope) on OBJECT | FIELD_DEFINITION
      enum CacheControlScope { PUBLIC PRIVATE }
      type Query { item: Item }
      type Item @key(fields: "id") @cacheControl(scope: PUBLIC) {
        id: ID!
        n: Int
        mine: Int @cacheControl(scope: PRIVATE)
        secret: Int @authenticated
        maker: Maker
        size: Size @cacheControl(scope: PUBLIC)
        stock: Stock @cacheControl(scope: PUBLIC)
        place: Place @cacheControl(scope: PUBLIC)
        seal: Seal
      }
      type Size { width: Int unit: Unit secret: Int @authenticated mine: Int @cacheControl(scope: PRIVATE) }
      type Unit { name: String mine: Int @cacheControl(scope: PRIVATE) }
      type Stock @authenticated { left: Int }
      interface Place { name: String code: Int }
      type Hall implements Place { name: String code: Int @authenticated }
      type Yard implements Place { name: String code: Int open: Boolean }
      scalar Seal @authenticated
      type Shelf @key(fields: "id") @tag(name: "same-for-everyone") { id: ID! n: Int }
      type Maker @key(fields: "id") { id: ID! name: String }`,
  },
])
const isPublic = publicEntities(loadSupergraph(sdl).publicTypes)
const entities = (selection: string) =>
  `query($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`

test.each([
  ['leaves of a public type', '... on Item { __typename n other: n }', true],
  ['a field that is private', '... on Item { n mine }', false],
  ['a field behind a rule of authorization', '... on Item { n secret }', false],
  ['a field with fields of its own', '... on Item { maker { id } }', false],
  ['a public field with fields of its own', '... on Item { size { width } }', true],
  ['fields at any depth below a public field', '... on Item { size { unit { name } } }', true],
  ['a field behind a rule of authorization below a public field', '... on Item { size { width secret } }', false],
  ['a private field below a public field', '... on Item { size { mine } }', false],
  ['a private field deep below a public field', '... on Item { size { unit { mine } } }', false],
  ['a private field in a fragment below a public field', '... on Item { size { ... { mine } } }', false],
  ['a public field of a type behind a rule', '... on Item { stock { left } }', false],
  ['a leaf of a type behind a rule', '... on Item { seal }', false],
  ['an interface below a public field', '... on Item { place { name ... on Yard { open } } }', true],
  ['a field of an interface that one type has behind a rule', '... on Item { place { code } }', false],
  ['a field that is not there', '... on Item { nowhere }', false],
  ['a type that is tagged so', '... on Shelf { n }', true],
  ['a type that says nothing', '... on Maker { name }', false],
  ['two types, of which one says nothing', '... on Item { n } ... on Maker { name }', false],
])('%s', (_what, selection, expected) => {
  expect(isPublic(entities(selection))).toBe(expected)
})

test('in a supergraph without the directive nothing is public', () => {
  expect(publicEntities(undefined)(entities('... on Item { n }'))).toBe(false)
})

test.each([
  ['Item.id=events.item.*.{key}', 'events.item.Changed.7', '', '7'],
  ['Item.id=changes.>#data.itemId', 'changes.any', '{"data":{"itemId":7}}', '7'],
  ['Item.id=changes#data.itemId', 'changes', 'no JSON', undefined],
  ['Item.id=changes#data.itemId', 'changes', '{"data":null}', undefined],
])('with the rule %s a message on %s saying %s names the key %s', (text, subject, payload, key) => {
  const rule = readEvictionRule(text)
  expect(rule && keyIn(rule, subject, () => payload)).toBe(key)
})

test.each(['Item', 'Item=a', 'Item.id=changes', 'Item.id=a.{key}#b', '.id=a.{key}'])('%s is no rule', (text) => {
  expect(readEvictionRule(text)).toBeUndefined()
})
