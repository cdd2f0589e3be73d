import { anonymous } from '@shop/platform/caller.ts'
import { createLog } from '@shop/platform/log.ts'
import type { ClientContext } from '../request/client-context.ts'
import { RequestError, unavailable } from '../operations/request-error.ts'
import { acceptRequest } from '../operations/accept.ts'
import type { Generation } from '../supergraph/generation.ts'
import { feedGraph } from '../../testing/feed.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'
import { resolveSubscription, type ResolvedSubscription } from './resolved-subscription.ts'
import { SubscriptionClient } from './client.ts'
import type { Follower } from './event.ts'

const clientContext: ClientContext = {
  caller: anonymous,
  authorization: undefined,
  address: undefined,
  requestId: 'request',
  traceparent: '',
  tracestate: undefined,
}
let router: ToyRouter
beforeAll(async () => {
  router = await ToyRouter.start(feedGraph().all)
})
afterAll(() => router.stop())

/** A client whose later requests are answered by the test, and what its stream at the subgraph feeds. */
async function following(renewed: (resolved: ResolvedSubscription, attempt: number) => Promise<ResolvedSubscription>) {
  const generation = router.services.graph.current
  const request = {
    query: 'subscription { changed(id: "x") { n } }',
    operationName: undefined,
    variables: {},
    extensions: {},
    documentId: undefined,
  }
  const again = async (later: Generation) => {
    const resolved = await resolveSubscription(
      await acceptRequest(request, () => later, 'ann'),
      clientContext,
      new Set(),
    )
    return { ...resolved, upstream: { ...resolved.upstream } }
  }
  const followers: Follower[] = []
  const resolved: ResolvedSubscription[] = []
  const client = new SubscriptionClient(await again(generation), clientContext, {
    filling: {
      mask: (result) => result,
      log: createLog({ name: 'router', level: 'silent', pretty: false }),
      timeoutMs: 1000,
    },
    limits: { events: 10, bytes: 1000 },
    resolveSubscription: async ({ generation: later }) => {
      resolved.push(await again(later))
      return renewed(await again(later), resolved.length)
    },
    join: (_asked, _after, follower) => {
      followers.push(follower)
      return { leave: () => undefined }
    },
    slow: () => undefined,
    ended: () => undefined,
  })
  client.start()
  return { client, followers, resolved, later: { ...generation } }
}

test('a stream that ends at the subgraph while the client goes over to another supergraph ends for the client', async () => {
  const gate = Promise.withResolvers<undefined>()
  const { client, followers, resolved, later } = await following((again) => gate.promise.then(() => again))
  client.renew(later)
  await until(() => resolved.length === 1)
  followers[0]?.end({})
  gate.resolve(undefined)
  expect(await client.stream.next()).toEqual({ done: true, value: undefined })
  expect(followers).toHaveLength(1)
})

test('a plan that was not made in time is requested again', async () => {
  const { client, resolved, later } = await following((again, attempt) =>
    attempt === 1 ? Promise.reject(unavailable('The operation could not be planned in time.')) : Promise.resolve(again),
  )
  client.renew(later)
  await until(() => resolved.length === 2)
  await client.stream.return()
})

test('an operation that is none in another supergraph ends with what is wrong with it', async () => {
  const errors = [{ message: 'Cannot query field "n".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]
  const { client, later } = await following(() => Promise.reject(new RequestError(400, errors)))
  client.renew(later)
  expect(await client.stream.next()).toEqual({ done: false, value: { errors } })
  expect((await client.stream.next()).done).toBe(true)
})
