import { feedGraph } from '../../testing/feed.ts'
import { listen, socketClient } from '../../testing/client.ts'
import { LINK } from '../../testing/toy-subgraph.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const CHANGED = 'subscription { changed(id: "x") { n item { id name } } }'
const PLAIN = 'subscription { plain(id: "x") { n item { id name } } }'
const change = (n: number, name: string) => ({ data: { changed: { n, item: { id: 'x', name } } } })

/** Two subgraphs behind a router, and one client. */
async function following(query: string) {
  const { feed, changes, names, all } = feedGraph()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  const router = await ToyRouter.start(all, { UPSTREAM_TIMEOUT_MS: '1000' })
  const socket = socketClient(router.url)
  feed.emit('x')
  const heard = listen(socket.client, query)
  await until(() => heard.results.length === 1)
  /** The field `name` moves to the subgraph of the stream. */
  const moveName = async () => {
    const id = router.services.graph.current.supergraph.id
    const here = changes.definition.sdl.replace('{ id: ID! }', '{ id: ID! name: String }')
    changes.change(here, {
      Subscription: Object.fromEntries(
        ['changed', 'plain'].map((field) => [
          field,
          {
            subscribe: (_: unknown, { after }: { after?: string }) => feed.follow('x', after),
            resolve: (each: unknown) => each,
          },
        ]),
      ),
      Item: { name: () => 'moved' },
    })
    names.change(`${LINK} type Query { hello: String }`)
    await router.compose(all)
    await until(() => router.services.graph.current.supergraph.id !== id)
  }
  const stop = async () => {
    await socket.client.dispose()
    await until(() => feed.following === 0)
    await router.stop()
    await Promise.all(all.map((subgraph) => subgraph.kill()))
  }
  return { feed, heard, moveName, stop, router }
}

test('a stream whose fields have moved goes on from its last cursor, with the new plan: no gap, no double, no close', async () => {
  const { feed, heard, moveName, stop, router } = await following(CHANGED)
  feed.emit('x')
  await until(() => heard.results.length === 2)
  const moving = moveName()
  feed.emit('x')
  await moving
  const last = () => JSON.stringify(heard.results.at(-1))
  for (let count = heard.results.length + 1; !last().includes('moved'); count = heard.results.length + 1) {
    feed.emit('x')
    await until(() => heard.results.length >= count)
  }
  expect(heard.results.map((result) => /"n":(\d+)/.exec(JSON.stringify(result))?.[1])).toEqual(
    heard.results.map((_, index) => String(index + 1)),
  )
  expect(last()).toBe(JSON.stringify(change(heard.results.length, 'moved')))
  expect([heard.ended, router.services.subscriptions.upstreams, feed.following]).toEqual([undefined, 1, 1])
  await stop()
})

test('a stream without cursors keeps its plan', async () => {
  const { feed, heard, moveName, stop } = await following(PLAIN)
  await moveName()
  feed.emit('x')
  await until(() => heard.results.length === 2)
  expect([heard.results[1], heard.ended]).toMatchObject([
    { data: { plain: { n: 2, item: { id: 'x', name: null } } } },
    undefined,
  ])
  await stop()
})
