import { bookshop } from '../testing/bookshop.ts'
import { listen, socketClient } from '../testing/client.ts'
import { feedGraph } from '../testing/feed.ts'
import { ToyRouter } from '../testing/toy-router.ts'
import { until } from '../testing/until.ts'
import { gatewayExecutor } from './chosen-executor.ts'

const GATEWAY = { EXECUTOR: 'apollo-gateway' }

test("with EXECUTOR=apollo-gateway the same router answers by Apollo's execution", async () => {
  const { all, stars } = bookshop()
  await using running = new AsyncDisposableStack()
  for (const each of all) running.use(await each.start())
  await using router = await ToyRouter.start(all, GATEWAY)
  const page = '{ books { id title stars } best { title } }'
  for (let time = 0; time < 3; time++)
    expect(await router.request(page)).toEqual({
      data: {
        books: [
          { id: '1', title: 'title 1', stars: 2 },
          { id: '2', title: 'title 2', stars: 4 },
        ],
        best: { title: 'title 9' },
      },
    })
  const rename = 'mutation ($t: String!) { rename(id: "7", title: $t) { title stars } }'
  expect(await router.request(rename, { variables: { t: 'new' } })).toEqual({
    data: { rename: { title: 'new', stars: 14 } },
  })
  expect(await router.request('{ __type(name: "Book") { name } }')).toEqual({ data: { __type: { name: 'Book' } } })
  expect(await router.request('{ nothing }')).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  })

  await stars.kill()
  const partial = await router.request('{ book(id: "1") { title stars } }')
  expect(partial.data).toEqual({ book: { title: 'title 1', stars: null } })
  expect(partial.errors).toMatchObject([
    { path: ['book', 'stars'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'stars' } },
  ])
}, 60_000)

test('its subscriptions are filled with fields of other subgraphs', async () => {
  const { all, feed } = feedGraph()
  await using running = new AsyncDisposableStack()
  for (const each of all) running.use(await each.start())
  await using router = await ToyRouter.start(all, GATEWAY)
  const { client } = socketClient(router.url)
  const heard = listen(client, 'subscription { changed(id: "1") { n item { name } } }')
  await until(() => feed.following === 1, 'the subgraph is asked')
  feed.emit('1')
  await until(() => heard.results.length > 0, 'an event')
  expect(heard.results).toEqual([{ data: { changed: { n: 1, item: { name: 'name 1' } } } }])
  await client.dispose()
}, 60_000)

test('where @apollo/gateway is not installed, one line says how it is', async () => {
  const missing = Object.assign(new Error("Cannot find package '@apollo/gateway'"), { code: 'ERR_MODULE_NOT_FOUND' })
  await expect(gatewayExecutor(() => Promise.reject(missing))).rejects.toMatchObject({
    problems: [expect.stringMatching(/^EXECUTOR: apollo-gateway needs .* npm install @apollo\/gateway$/)],
  })
  await expect(gatewayExecutor(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
