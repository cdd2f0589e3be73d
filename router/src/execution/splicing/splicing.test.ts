import { answered, type Instead } from '../../../testing/execution/local-upstreams.ts'
import { Bench, type WrittenAnswer } from '../../../testing/execution/run.ts'
import { shopSubgraphs, shopSupergraph } from '../../../testing/execution/shop.ts'

const supergraph = shopSupergraph()

function shopWith(instead?: Instead): Bench {
  return new Bench(supergraph, shopSubgraphs(), instead)
}

/** Says the one thing on behalf of a subgraph: its text, as it is. */
function writes(name: string, text: string | Buffer): Instead {
  return (service) => (service === name ? { ok: true, status: 200, body: Buffer.from(text) } : undefined)
}

const PAGE = '{ orders { id status kind: __typename user { name } product { price name } timeline { event detail } } }'

describe('an answer is put together from what subgraphs wrote', () => {
  test.each([
    ['over several subgraphs', PAGE],
    [
      'under other names',
      '{ list: orders { number: id who: user { called: name } what: product { name cost: price } } }',
    ],
    ['where nothing has to be added', '{ orders { quantity id timeline { event } } }'],
    [
      'in the order that the client requested',
      '{ order(id: "o1") { product { name } quantity user { name } id status } }',
    ],
    ['with objects that are null', '{ order(id: "o3") { product { name } delivery { status } id } }'],
    ['of several roots', '{ me { name } order(id: "o1") { id } products { stock id } }'],
    ['of an interface', '{ node(id: "o1") { __typename id ... on Order { status user { name } } } }'],
    ['of a mutation', 'mutation { cancelOrder(id: "o1") { id user { name } } }'],
    ['which one subgraph gives another', '{ delivery(orderId: "o1") { status order { status user { name } } } }'],
  ])('%s', async (_, document) => {
    const expected = JSON.stringify(await shopWith().run(document))
    expect(await shopWith().writing(document)()).toEqual({ isSpliced: true, text: expected })
  })

  test('with variables, each time anew', async () => {
    const write = shopWith().writing('query Q($id: ID!) { order(id: $id) { id user { name } } }')
    const jsons = [await write({ id: 'o1' }), await write({ id: 'o2' })].map(({ text }) => text)
    expect(jsons).toEqual([
      '{"data":{"order":{"id":"o1","user":{"name":"name of u1"}}}}',
      '{"data":{"order":{"id":"o2","user":{"name":"name of u2"}}}}',
    ])
  })

  test('whatever the characters, also in a key of an entity fetch', async () => {
    const shop = shopWith(
      writes('order', '{"data":{"order":{"id":"ü","status":"PENDING","user":{"__typename":"User","id":"한🦜"}}}}\n'),
    )
    expect(await shop.writing('{ order(id: "ü") { id status user { name } } }')()).toEqual({
      isSpliced: true,
      text: '{"data":{"order":{"id":"ü","status":"PENDING","user":{"name":"name of 한🦜"}}}}',
    })
  })
})

describe('what is not written as expected is answered by values', () => {
  const STATUS = '{ order(id: "o1") { id status } }'
  const bodyWith = (order: string): string => `{"data":{"order":${order}}}`

  test.each([
    ['with white space', JSON.stringify({ data: { order: { id: 'o1', status: 'PENDING' } } }, null, 2)],
    ['in another order', bodyWith('{"status":"PENDING","id":"o1"}')],
    ['with a field that was not selected', bodyWith('{"id":"o1","status":"PENDING","more":1}')],
    ['with a number for an ID', bodyWith('{"id":7,"status":"PENDING"}')],
    ['with a value that clients may not see', bodyWith('{"id":"o1","status":"ARCHIVED"}')],
    ['with null where there must be something', bodyWith('{"id":null,"status":"PENDING"}')],
    ['with a key too few', bodyWith('{"id":"o1"}')],
    ['with a key twice', bodyWith('{"id":"o1","status":"PENDING","status":"CONFIRMED"}')],
    ['broken off', '{"data":{"order":{"id":"o1","sta'],
    ['with something behind it', `${bodyWith('{"id":"o1","status":"PENDING"}')}}`],
    ['with an error beside it', '{"data":{"order":null},"errors":[{"message":"no","extensions":{"code":"NO"}}]}'],
    [
      'in no UTF-8',
      Buffer.concat([
        Buffer.from('{"data":{"order":{"id":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('","status":"PENDING"}}}'),
      ]),
    ],
    ['with a letter that stands for the end of a line', bodyWith('{"id":"o\n1","status":"PENDING"}')],
    ['with an escape that is none', bodyWith('{"id":"o\\x1","status":"PENDING"}')],
  ])('%s', async (_, text) => {
    const byValues = JSON.stringify(await shopWith(writes('order', text)).run(STATUS))
    expect(await shopWith(writes('order', text)).writing(STATUS)()).toEqual({ isSpliced: false, text: byValues })
  })

  test('and no subgraph is queried twice for it', async () => {
    const entities = {
      data: { _entities: [null, { name: 'fine', price: 1 }] },
      errors: [{ message: 'gone', path: ['_entities', 0] }],
    }
    const failing: Instead = (service) => (service === 'inventory' ? answered(entities) : undefined)
    const [spliced, plain] = [shopWith(failing), shopWith(failing)]
    const text = JSON.stringify(await plain.run(PAGE))
    expect(await spliced.writing(PAGE)()).toEqual({ isSpliced: false, text })
    expect(services(spliced)).toEqual(services(plain))
  })

  test('nor is a mutation sent again', async () => {
    const shop = shopWith(
      writes('order', '{"data":{"cancelOrder":{"__typename":"Order","id":7,"user":{"__typename":"User","id":"u1"}}}}'),
    )
    const { text } = await shop.writing('mutation { cancelOrder(id: "o1") { id user { name } } }')()
    expect(text).toBe('{"data":{"cancelOrder":{"id":"7","user":{"name":"name of u1"}}}}')
    expect(services(shop)).toEqual(['order', 'pay'])
  })

  function services({ upstreams }: Bench): string[] {
    return upstreams.requests.map(({ service }) => service).sort()
  }
})

describe('splicing is left', () => {
  const isSpliced = async (write: () => Promise<WrittenAnswer>, times: number): Promise<boolean[]> => {
    const seen: boolean[] = []
    for (let time = 0; time < times; time++) seen.push((await write()).isSpliced)
    return seen
  }

  test('where an operation runs for the first time', async () => {
    const write = shopWith().writing('{ orders { id } }', { from: 2, deoptsAllowed: 10, cooldown: 10 })
    expect(await isSpliced(write, 3)).toEqual([false, true, true])
  })

  test('for a while where answers are not as expected again and again', async () => {
    let failures = 3
    const write = shopWith(() => (failures-- > 0 ? answered({ data: { orders: [{ id: 1 }] } }) : undefined)).writing(
      '{ orders { id } }',
      { from: 1, deoptsAllowed: 1.5, cooldown: 3 },
    )
    expect(await isSpliced(write, 8)).toEqual([false, false, false, false, false, false, true, true])
  })

  test.each([
    ['a request for the schema', '{ __schema { queryType { name } } orders { id } }'],
    ['what requires objects of others', '{ order(id: "o1") { total } }'],
  ])('for %s', async (_, document) => {
    const expected = JSON.stringify(await shopWith().run(document))
    expect(await shopWith().writing(document)()).toEqual({ isSpliced: false, text: expected })
  })
})
