import type { UpstreamFailure, UpstreamOutcome } from '../executor.ts'
import { answered, PATIENT, type Instead } from '../../testing/execution/local-upstreams.ts'
import { Bench } from '../../testing/execution/run.ts'
import { shopSubgraphs, shopSupergraph } from '../../testing/execution/shop.ts'

const supergraph = shopSupergraph()

function shopWith(instead?: Instead): Bench {
  return new Bench(supergraph, shopSubgraphs(), instead)
}

function down(name: string, reason: UpstreamFailure = 'unreachable'): Instead {
  return (service) => (service === name ? { ok: false, reason } : undefined)
}

function answering(name: string, result: unknown): Instead {
  return (service) => (service === name ? answered(result) : undefined)
}

describe('a subgraph that is away', () => {
  test('leaves its fields null, each with an error at its path', async () => {
    const { data, errors } = await shopWith(down('delivery')).run('{ order(id: "o1") { id delivery { status } } }')
    expect(data).toEqual({ order: { id: 'o1', delivery: null } })
    expect(errors).toEqual([
      {
        message: 'Subgraph "delivery" cannot be reached',
        path: ['order', 'delivery'],
        extensions: { code: 'SERVICE_UNAVAILABLE', service: 'delivery', retryAfter: 1 },
      },
    ])
  })

  test('is reported at every path of its fields, under the client’s aliases', async () => {
    const { data, errors } = await shopWith(down('pay', 'timeout')).run(
      '{ list: orders { id: user { points: name } } }',
    )
    expect(data).toBeNull()
    expect(errors?.map(({ path }) => path)).toEqual([['list', 0, 'id', 'points']])
  })

  test('is named as the reason also by fields of those that were not fetched without it', async () => {
    const { data, errors } = await shopWith(down('inventory')).run('{ order(id: "o1") { total } }')
    expect(data).toEqual({ order: { total: null } })
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['service']])).toEqual([
      [['order', 'total'], 'inventory'],
    ])
  })

  test('contains neither addresses nor the query', async () => {
    const { errors } = await shopWith(down('order')).run('{ orders { id } }')
    expect(JSON.stringify(errors)).not.toMatch(/http|query/)
  })
})

describe('errors of a subgraph', () => {
  const failing: Instead = (service) =>
    service === 'inventory'
      ? answered({
          data: { _entities: [null, { name: 'fine' }] },
          errors: [
            { message: 'broken', path: ['_entities', 0, 'name'], extensions: { code: 'BROKEN', stacktrace: ['here'] } },
          ],
        })
      : undefined

  test('of one representation stand at every place where its object stands', async () => {
    const { data, errors } = await shopWith(failing).run('{ a: orders { product { name } } }')
    expect(data).toEqual({ a: [{ product: null }, { product: { name: 'fine' } }, { product: null }] })
    expect(errors).toEqual([
      { message: 'broken', path: ['a', 0, 'product', 'name'], extensions: { code: 'BROKEN', service: 'inventory' } },
    ])
  })

  test('at a field that the plan added end at its object', async () => {
    const instead = answering('inventory', {
      data: { _entities: [null] },
      errors: [{ message: 'no price', path: ['_entities', 0, 'price'] }],
    })
    const { errors } = await shopWith(instead).run('{ order(id: "o1") { total product { name } } }')
    expect(errors?.map(({ message, path }) => [message, path])).toContainEqual(['no price', ['order', 'product']])
  })

  test('without a path explain what is missing', async () => {
    const instead = answering('inventory', {
      errors: [{ message: 'who are you?', extensions: { code: 'UNAUTHENTICATED' } }],
    })
    const { errors } = await shopWith(instead).run('{ order(id: "o1") { product { name stock } } }')
    expect(errors).toEqual([
      {
        message: 'who are you?',
        path: ['order', 'product', 'name'],
        extensions: { code: 'UNAUTHENTICATED', service: 'inventory' },
      },
    ])
  })

  test('are reported where a subgraph returns fewer entities than requested', async () => {
    const instead = answering('delivery', { data: { _entities: [{ delivery: null }] } })
    const { data, errors } = await shopWith(instead).run('{ orders { delivery { status } } }')
    expect(data).toEqual({ orders: [{ delivery: null }, { delivery: null }, { delivery: null }] })
    expect(errors?.map(({ message, path }) => [message, path?.[1]])).toEqual(
      [0, 1, 2].map((index) => ['The service "delivery" gave an incomplete answer.', index]),
    )
  })

  test.each([
    ['of nothing that was selected', ['nowhere', 3]],
    ['of an entity that was not requested', ['_entities', 7, 'name']],
    ['of something else', ['products', 0, 'name']],
  ])('with a path %s stand alone', async (_, path) => {
    const instead = answering('inventory', {
      data: { _entities: [{ name: 'fine' }] },
      errors: [{ message: 'where?', path }],
    })
    const { data, errors } = await shopWith(instead).run('{ order(id: "o1") { product { name } } }')
    expect(data).toEqual({ order: { product: { name: 'fine' } } })
    expect(errors).toEqual([
      { message: 'where?', extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service: 'inventory' } },
    ])
  })

  test('of the root with a path of nothing that was selected stand alone', async () => {
    const instead = answering('inventory', {
      data: { products: [] },
      errors: [{ message: 'where?', path: ['nowhere'] }],
    })
    const { errors } = await shopWith(instead).run('{ products { name } }')
    expect(errors?.map(({ message, path }) => [message, path])).toEqual([['where?', undefined]])
  })

  test('without a path stand alone where nothing is missing', async () => {
    const instead = answering('inventory', { data: { products: [] }, errors: [{ message: 'by the way' }] })
    const { data, errors } = await shopWith(instead).run('{ products { name } }')
    expect(data).toEqual({ products: [] })
    expect(errors).toEqual([
      { message: 'by the way', extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service: 'inventory' } },
    ])
  })
})

describe('answers that are not what the schema says', () => {
  const bodies: [string, UpstreamOutcome][] = [
    ['no JSON', { ok: true, status: 502, body: Buffer.from('<html>') }],
    ['no object', answered([1])],
    ['neither data nor errors', answered({})],
  ]
  test.each(bodies)('%s: the service is unavailable', async (_name, outcome) => {
    const bench = shopWith((service) => (service === 'pay' ? outcome : undefined))
    const { errors } = await bench.run('{ me { points } }')
    expect(errors?.[0]).toMatchObject({ path: ['me'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'pay' } })
  })

  const wrong: [string, string, unknown, unknown][] = [
    ['a string for an Int', '{ products { stock: price } }', { products: [{ price: '1' }] }, null],
    ['a fraction for an Int', '{ products { stock: price } }', { products: [{ price: 1.5 }] }, null],
    ['2^31 for an Int', '{ products { price } }', { products: [{ price: 2 ** 31 }] }, null],
    ['a number for a String', '{ products { name } }', { products: [{ name: 1 }] }, null],
    ['an object for a list', '{ products { name } }', { products: {} }, null],
    ['a list for an object', '{ product(id: "p1") { name } }', { product: [] }, { product: null }],
    ['a list for a String', '{ product(id: "p1") { name } }', { product: { name: ['x'] } }, { product: null }],
  ]
  test.each(wrong)('%s is null, with an error', async (_name, document, data, expected) => {
    const renamed = JSON.parse(
      JSON.stringify(data).replaceAll('"price"', document.includes('stock:') ? '"a0_stock"' : '"price"'),
    )
    const answer = await shopWith(answering('inventory', { data: renamed })).run(document)
    expect(answer.data).toEqual(expected)
    expect(answer.errors).toHaveLength(1)
  })

  test('an enum value that clients may not see is null, with an error', async () => {
    const { data, errors } = await shopWith(
      answering('order', { data: { order: { id: 'o', status: 'ARCHIVED' } } }),
    ).run('{ order(id: "o1") { id status } }')
    expect(data).toEqual({ order: null })
    expect(errors?.map(({ path }) => path)).toEqual([['order', 'status']])
  })

  test('a number as an ID is a string', async () => {
    const { data } = await shopWith(answering('order', { data: { order: { id: 7 } } })).run(
      '{ order(id: "o1") { id } }',
    )
    expect(data).toEqual({ order: { id: '7' } })
  })

  test('an object of an unknown type is null, with an error', async () => {
    const { data, errors } = await shopWith(
      answering('order', { data: { node: { __typename: 'Ghost', id: '1' } } }),
    ).run('{ node(id: "o1") { id } }')
    expect(data).toEqual({ node: null })
    expect(errors).toHaveLength(1)
  })

  test('too few entities leave the others null', async () => {
    const { data } = await shopWith(answering('inventory', { data: { _entities: [] } })).run(
      '{ order(id: "o1") { product { name } } }',
    )
    expect(data).toEqual({ order: { product: null } })
  })
})

describe('requests', () => {
  test('send each object once', async () => {
    const bench = shopWith()
    await bench.run('{ a: order(id: "o1") { user { name } } orders { user { name } } }')
    const representations = bench.upstreams.requests
      .filter(({ service }) => service === 'pay')
      .map(({ request }) => request.variables['representations'])
    expect(representations).toEqual([
      [{ __typename: 'User', id: 'u1' }],
      [
        { __typename: 'User', id: 'u1' },
        { __typename: 'User', id: 'u2' },
      ],
    ])
  })

  test('send only the variables that they use', async () => {
    const bench = shopWith()
    await bench.run('query Q($id: ID!, $with: Boolean!) { order(id: $id) { product @include(if: $with) { name } } }', {
      id: 'o1',
      with: true,
    })
    expect(bench.upstreams.requests.map(({ request }) => Object.keys(request.variables))).toEqual([
      ['id'],
      ['representations'],
    ])
  })

  test('of introspection alone query no subgraph', async () => {
    const bench = shopWith()
    const { data } = await bench.run('query Q($name: String!) { __type(name: $name) { kind } __typename }', {
      name: 'Order',
    })
    expect(data).toEqual({ __type: { kind: 'OBJECT' }, __typename: 'Query' })
    expect(bench.upstreams.requests).toEqual([])
  })
})

describe('subscriptions', () => {
  const document = `subscription S($id: ID!, $with: Boolean!) {
    up: orderStatusChanged(orderId: $id) { status order { id product { name } total @include(if: $with) } } }`

  test('ask one subgraph, with the variables it needs', async () => {
    const { primary } = await shopWith().subscription(document, { id: 'o1', with: true })
    expect(primary).toMatchObject({ service: 'order', variableNames: ['id'] })
    expect(primary.query).toMatch(/^subscription S__order__0\(\$id:ID!\)\{up:orderStatusChanged\(orderId:\$id\)/)
  })

  test('request nothing that their conditions leave out', async () => {
    const conditional = (root: string) =>
      `subscription($id: ID!, $with: Boolean!) { orderStatusChanged(orderId: $id) ${root} { status @skip(if: $with) order { id } } }`
    const variables = { id: 'o1', with: true }
    const { primary } = await shopWith().subscription(conditional(''), variables)
    expect(primary.query).toBe('subscription($id:ID!){orderStatusChanged(orderId:$id){order{id}}}')
    const nothing = shopWith().subscription(conditional('@skip(if: true)'), variables)
    await expect(nothing).rejects.toThrow('The subscription asks for nothing.')
  })

  test('fill each event with fields of other subgraphs, and leave it as it was', async () => {
    const bench = shopWith()
    const order = { __typename: 'Order', id: 'o1', product: { __typename: 'Product', id: 'p1' }, quantity: 2 }
    const event = { data: { up: { status: 'CONFIRMED', order } } }
    const before = structuredClone(event)
    const answers = await Promise.all(
      [true, false].map(async (included) => {
        const variables = { id: 'o1', with: included }
        return (await bench.subscription(document, variables)).perEvent(event, variables, PATIENT)
      }),
    )
    expect(answers).toEqual([
      { data: { up: { status: 'CONFIRMED', order: { id: 'o1', product: { name: 'name of p1' }, total: 60 } } } },
      { data: { up: { status: 'CONFIRMED', order: { id: 'o1', product: { name: 'name of p1' } } } } },
    ])
    expect(event).toEqual(before)
  })

  test('pass on errors of the subgraph', async () => {
    const variables = { id: 'o1', with: false }
    const subscription = await shopWith().subscription(document, variables)
    const event = { data: null, errors: [{ message: 'over', path: ['up'] }] }
    expect(await subscription.perEvent(event, variables, PATIENT)).toEqual({
      data: null,
      errors: [{ message: 'over', path: ['up'], extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service: 'order' } }],
    })
  })
})
