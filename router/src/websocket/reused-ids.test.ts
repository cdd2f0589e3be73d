/** A client may use an id again as soon as it has ended the operation that had it. */
import type { ServerResponse } from 'node:http'
import { feedGraph } from '../../testing/feed.ts'
import { rawSocket } from '../../testing/client.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const { feed, names, all } = feedGraph()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all)
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test.each([
  ['query', '{ hello }'],
  ['mutation', 'mutation { wave }'],
])(
  'an id that is used again right after the end of a %s gets the new answer, and nothing of the old one',
  async (_kind, old) => {
    const held: ServerResponse[] = []
    names.override = (_request, response) => void held.push(response)
    const { socket, send, acknowledged } = await rawSocket(router.url)
    await acknowledged()
    const messages: unknown[] = []
    socket.on('message', (message: Buffer) => messages.push(JSON.parse(message.toString())))
    send({ type: 'subscribe', id: '1', payload: { query: old } })
    await until(() => held.length === 1)
    send({ type: 'complete', id: '1' })
    send({ type: 'subscribe', id: '1', payload: { query: 'query Again { again: hello }' } })
    await until(() => held.length === 2)
    names.override = undefined
    held[0]?.end('{"data":{"hello":"old","wave":"old"}}')
    held[1]?.end('{"data":{"again":"new"}}')
    await until(() => messages.length === 2)
    expect(messages).toEqual([
      { id: '1', type: 'next', payload: { data: { again: 'new' } } },
      { id: '1', type: 'complete' },
    ])
    socket.terminate()
  },
)

test('also after the end of a subscription', async () => {
  const { socket, send, acknowledged } = await rawSocket(router.url)
  await acknowledged()
  const messages: unknown[] = []
  socket.on('message', (message: Buffer) => messages.push(JSON.parse(message.toString())))
  send({ type: 'subscribe', id: '1', payload: { query: 'subscription { changed(id: "again") { n } }' } })
  await until(() => feed.following === 1)
  send({ type: 'complete', id: '1' })
  send({ type: 'subscribe', id: '1', payload: { query: '{ hello }' } })
  feed.emit('again')
  await until(() => messages.length === 2)
  expect(messages).toEqual([
    { id: '1', type: 'next', payload: { data: { hello: 'hello' } } },
    { id: '1', type: 'complete' },
  ])
  await until(() => feed.following === 0)
  socket.terminate()
})
