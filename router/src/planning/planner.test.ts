import { composeServices } from '@apollo/composition'
import { parse, print } from 'graphql'
import type { FetchStep, PlanForm, PlanStep } from './plan-form.ts'
import { Planner } from './planner.ts'
import { conditionVariables, withConditionsDecided } from './planner-fixes/conditions.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@inaccessible", "@interfaceObject"])`

function plannerOf(subgraphs: Record<string, string>): Planner {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(LINK + sdl),
  }))
  const { supergraphSdl, errors } = composeServices(services)
  if (supergraphSdl === undefined) throw new AggregateError(errors)
  return new Planner(supergraphSdl)
}

function fetches(step: PlanStep | undefined): FetchStep[] {
  if (!step) return []
  return step.kind === 'fetch' ? [step] : step.steps.flatMap(fetches)
}

function planText(form: PlanForm): string[] {
  return fetches(form.step).map(({ service, operation }) => `${service} ${operation.replace(/query\([^)]*\)/, '')}`)
}

const priced = plannerOf({
  catalog: `type Query { product: Product } type Product @key(fields: "id") { id: ID! price(currency: String = "KRW"): Int }`,
  shipping: `type Product @key(fields: "id") { id: ID! price(currency: String = "KRW"): Int @external
    inEuro: Int @requires(fields: "price(currency: \\"EUR\\")") inDollar: Int @requires(fields: "price(currency: \\"USD\\")") }`,
})

test("a required field's arguments do not meet those of the client", () => {
  expect(planText(priced.plan({ document: '{ product { price(currency: "JPY") inEuro } }' }))).toEqual([
    'catalog {product{__typename id price(currency:"JPY")price__required_0:price(currency:"EUR")}}',
    'shipping {_entities(representations:$representations){...on Product{inEuro}}}',
  ])
})

test('fields that require one field with different arguments are fetched apart', () => {
  const [first, ...entities] = fetches(priced.plan({ document: '{ product { inEuro inDollar } }' }).step)
  expect(first?.operation).toMatch(/price__required_\d:price\(currency:"(EUR|USD)"\)price__required_\d:price/)
  expect(entities.map(({ operation }) => /on Product\{(\w+)\}/.exec(operation)?.[1])).toEqual(['inEuro', 'inDollar'])
  expect(
    entities.map(({ requires }) => JSON.stringify(requires).match(/"read":"price__required_\d","send":"price"/g)),
  ).toEqual([['"read":"price__required_0","send":"price"'], ['"read":"price__required_1","send":"price"']])
})

test('fetches that were split have no variable that they do not use', () => {
  const document = 'query Q($c: String) { product { inEuro inDollar price(currency: $c) } }'
  for (const { operation, variables } of fetches(priced.plan({ document }).step)) {
    expect(operation.includes('$c')).toBe(variables.some(([name]) => name === 'c'))
  }
})

test("an alias that equals a key's name has another name inside", () => {
  const form = priced.plan({ document: '{ product { id: price inEuro } }' })
  expect(form.inside).toEqual([['id', 'a0_id']])
  expect(planText(form)[0]).toContain('a0_id:price')
})

test("a client's variable may be called like that of the entities", () => {
  const planner = plannerOf({
    a: 'type Query { t: T } type T @key(fields: "id") { id: ID! }',
    b: 'type T @key(fields: "id") { id: ID! f(x: Int): Int }',
  })
  const [, entities] = fetches(
    planner.plan({ document: 'query($representations: Int) { t { f(x: $representations) } }' }).step,
  )
  expect(entities?.variables).toEqual([['representations', 'client_representations']])
  expect(entities?.operation).toContain('f(x:$client_representations)')
})

test('a key that the subgraph does not resolve is not taken', () => {
  const planner = plannerOf({
    a: 'type Query { t: T } type T @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! }',
    b: 'type T @key(fields: "id", resolvable: false) @key(fields: "sku") { id: ID! sku: ID! stock: Int }',
  })
  const [, entities] = fetches(planner.plan({ document: '{ t { stock } }' }).step)
  expect(JSON.stringify(entities?.requires)).toMatch(/"sku"/)
})

describe('a required field that requires others', () => {
  const planner = plannerOf({
    a: 'type Query { t: T } type T @key(fields: "id") { id: ID! weight: Int @external volume: Int @requires(fields: "weight") }',
    b: 'type T @key(fields: "id") { id: ID! weight: Int }',
    c: 'type T @key(fields: "id") { id: ID! volume: Int @external cost: Int @requires(fields: "volume") }',
  })

  test('is fetched after what it requires', () => {
    expect(planText(planner.plan({ document: '{ t { cost } }' }))).toEqual([
      'a {t{__typename id}}',
      'b {_entities(representations:$representations){...on T{weight}}}',
      'a {_entities(representations:$representations){...on T{volume__required_0:volume}}}',
      'c {_entities(representations:$representations){...on T{cost}}}',
    ])
  })
})

describe('a required field that requires others of the subgraph that requires it', () => {
  const t = (outer: string) =>
    `type T @key(fields: "id") { id: ID! x: U @external outer: Int @requires(fields: "${outer}") }`
  const u = 'type U @key(fields: "k") { k: ID! m: Int @external n: Int @requires(fields: "m") }'
  const a = 'type Query { t: T } type T @key(fields: "id") { id: ID! x: U } type U @key(fields: "k") { k: ID! m: Int }'

  test.each(['x { n }', 'x { k n }'])('%s is fetched in its turn', (outer) => {
    const planned = planText(plannerOf({ a, b: t(outer) + u }).plan({ document: '{ t { outer } }' }))
    expect(planned.map((line) => line.slice(0, 1))).toEqual(['a', 'b', 'b'])
    expect(planned[0]).toContain('m')
    expect(planned[1]).toContain('on U{')
    expect(planned[2]).toContain('on T{outer}')
  })
})

describe('what a field requires', () => {
  const planner = plannerOf({
    a: `type Query { t: T } type T @key(fields: "id") { id: ID! box: Box @external width: Int @requires(fields: "box { id }") }
      type Box @key(fields: "id") { id: ID! }`,
    b: `type T @key(fields: "id") { id: ID! box: Box cost: Int @requires(fields: "box { weight }") }
      type Box @key(fields: "id") { id: ID! weight: Int @external }`,
    c: 'type Box @key(fields: "id") { id: ID! weight: Int }',
  })

  test('is not fetched from a subgraph that only requires it itself', () => {
    expect(planText(planner.plan({ document: '{ t { cost } }' }))).toEqual([
      'a {t{__typename id}}',
      'b {_entities(representations:$representations){...on T{box{__typename id}}}}',
      'c {_entities(representations:$representations){...on Box{weight}}}',
      'b {_entities(representations:$representations){...on T{cost}}}',
    ])
  })

  test('may stand in an entity interface', () => {
    const interfaces = plannerOf({
      a: `type Query { t: T } interface I @key(fields: "id") { id: ID! } type T implements I @key(fields: "id") { id: ID!
        near: I @external volume: Int @requires(fields: "near { id }") }`,
      b: 'interface I @key(fields: "id") { id: ID! } type T implements I @key(fields: "id") { id: ID! near: I }',
      c: 'type T @key(fields: "id") { id: ID! volume: Int @external cost: Int @requires(fields: "volume") }',
    })
    expect(planText(interfaces.plan({ document: '{ t { cost } }' })).map((fetch) => fetch[0])).toEqual([
      'a',
      'b',
      'a',
      'c',
    ])
  })
})

test('the order of fields does not keep an operation from being planned', () => {
  const planner = plannerOf({
    a: `type T @key(fields: "id") { id: ID! sku: String! @shareable }
      type U @key(fields: "code link { id }") { code: Int! @shareable link: T! @shareable sku: String! @shareable }`,
    b: `type T @key(fields: "id") { id: ID! weight: Int @external volume: Int @requires(fields: "weight") }
      type U @key(fields: "sku") @key(fields: "code zone") {
        sku: String! @shareable code: Int! @shareable zone: Int! @shareable link: T! @shareable }`,
    c: `type Query { u: [U!] } type U { code: Int! @shareable zone: Int! @shareable }
      type T @key(fields: "sku") { id: ID! @shareable sku: String! @shareable name: Int weight: Int
        volume: Int @external cost: Int @requires(fields: "volume") }`,
  })
  const keys = (document: string) => fetches(planner.plan({ document }).step).flatMap((fetch) => fetch.keys)
  for (const document of ['{ u { link { name cost } } }', '{ u { link { cost name } } }']) {
    const order = ['weight', 'volume__required_0', 'cost'].map((key) => keys(document).indexOf(key))
    expect(order).toEqual(order.toSorted((one, other) => one - other))
    expect(order).not.toContain(-1)
  }
})

describe('conditions', () => {
  const document =
    'query Q($a: Boolean!, $b: Boolean = true) { product { inEuro @include(if: $a) price @skip(if: $b) } }'

  test('are identified by their variables, each once', () => {
    expect(conditionVariables(parse(document))).toEqual(['a', 'b'])
    expect(
      conditionVariables(parse('{ a @skip(if: $x) ... @include(if: $y) { b @include(if: $x) } c @skip(if: true) }')),
    ).toEqual(['x', 'y'])
  })

  test('are not in the plan', () => {
    const form = priced.plan({
      document,
      conditions: [
        ['a', false],
        ['b', false],
      ],
    })
    expect(planText(form)).toEqual(['catalog query Q__catalog__0{product{price}}'])
  })

  test('that leave nothing of a selection leave an empty object', () => {
    const form = priced.plan({
      document,
      conditions: [
        ['a', false],
        ['b', true],
      ],
    })
    expect(planText(form)).toEqual(['catalog query Q__catalog__0{product{__typename}}'])
    const values = new Map([
      ['a', false],
      ['b', true],
    ])
    expect(print(withConditionsDecided(parse(document), values)).replaceAll(/\s+/g, '')).toBe(
      'queryQ{product{__typename@include(if:false)}}',
    )
  })

  test('do not make a mutation run twice', () => {
    const planner = plannerOf({
      a: 'type Query { q: Int } type Mutation { add: T } type T @shareable { x: Int y: Int }',
      b: 'type Mutation { remove: T } type T @shareable { x: Int y: Int }',
    })
    const twice = 'mutation($s: Boolean!) { add { x } remove { x } ... on Mutation @skip(if: $s) { add { y } } }'
    expect(fetches(planner.plan({ document: twice, conditions: [['s', false]] }).step)).toHaveLength(2)
  })
})

describe('an interface that no object type implements', () => {
  const planner = plannerOf({
    a: 'type Query { i: I t: T } type T { i: I x: Int } interface I @key(fields: "id") { id: ID! x: Int }',
    b: 'type Query { known: I } type I @key(fields: "id") @interfaceObject { id: ID! y: Int }',
    c: 'type I @key(fields: "id") @interfaceObject { id: ID! z: Int }',
  })

  test.each([
    ['at the root', '{ i { x } }', ['a {i{__typename x}}']],
    ['below', '{ t { i { x } } }', ['a {t{i{__typename x}}}']],
    ['where it is an object', '{ known { id y } }', ['b {known{__typename id y}}']],
  ])('is fetched %s', (_, document, expected) => {
    expect(planText(planner.plan({ document }))).toEqual(expected)
  })

  test('and there what others add', () => {
    expect(planText(planner.plan({ document: '{ known { z } }' })).at(-1)).toMatch(/^c .*\{\.\.\.on I\{z\}\}/)
  })

  test('clients do not see what plans are made with', () => {
    expect(planner.apiSdl()).not.toMatch(/__object/)
  })
})

test('an abstract selection has the type, whatever fragments it has', () => {
  const planner = plannerOf({ a: 'type Query { u: U } union U = A | B type A { x: Int } type B { x: Int }' })
  expect(planText(planner.plan({ document: '{ u { ... on A { x } } }' }))).toEqual(['a {u{__typename ...on A{x}}}'])
})

test('fragments that hold for no object are left out', () => {
  const planner = plannerOf({
    a: 'type Query { v: V } interface I { x: Int } union U = V | T type V implements I { x: Int } type T { y: Int }',
  })
  const document = '{ v { ... on I { ... on U { ...F } x } } } fragment F on T { y }'
  expect(planText(planner.plan({ document }))).toEqual([expect.stringMatching(/^a \{v\{(\.\.\. on I\{)?[^T]*x/)])
})

test('fragments on other abstract types stand below a field that an interface object adds', () => {
  const planner = plannerOf({
    a: 'type I @key(fields: "id") @interfaceObject { id: ID! more: I }',
    b: 'type Query { i: I } interface I @key(fields: "id") { id: ID! } union U = T type T implements I @key(fields: "id") { id: ID! x: Int }',
  })
  const form = planner.plan({ document: '{ i { more { ... on U { __typename ... on T { x } } } } }' })
  expect(planText(form).at(-1)).toMatch(/^b .*on T\{__typename x\}/)
})

describe('documents that are not right', () => {
  const planner = plannerOf({ a: 'type Query { x: Int }' })
  test.each([
    ['syntax', '{', 'Syntax Error'],
    ['an unknown field', '{ y }', 'Cannot query field "y" on type "Query".'],
    ['several operations', 'query A { x } query B { x }', 'Must provide operation name'],
  ])('%s', (_name, document, message) => {
    expect(() => planner.plan({ document })).toThrow(message)
  })
})

test('clients do not see what is inaccessible, or was added for planning', () => {
  const planner = plannerOf({ a: 'type Query { x: Int secret: Int @inaccessible }' })
  expect(planner.apiSdl()).not.toMatch(/secret|join__/)
  expect(priced.apiSdl()).not.toMatch(/required/)
})
