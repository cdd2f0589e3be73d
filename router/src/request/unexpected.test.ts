/** What a library or the machine says of an error is for the log: clients get an id of it. */
import { Writable } from 'node:stream'
import { GraphQLError } from 'graphql'
import { createLog } from '@shop/platform/log.ts'
import { listen, socketClient } from '../../testing/client.ts'
import { feedGraph } from '../../testing/feed.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'
import type { PreparedOperation } from '../executor.ts'
import { PlanningFailure } from '../planning/refusal.ts'
import type { CreateExecutor } from '../supergraph/generation.ts'

const SECRET = 'cannot read properties of /srv/router'

const failures: Record<string, () => Promise<PreparedOperation>> = {
  'a planner that breaks': () => Promise.reject(new PlanningFailure(SECRET)),
  'a library that refuses': () =>
    Promise.reject(new GraphQLError(SECRET, { extensions: { code: 'INVALID_GRAPHQL', debug: SECRET } })),
  'an execution that breaks': () =>
    Promise.resolve({ kind: 'query', execute: () => Promise.reject(new TypeError(SECRET)) }),
}

const shown = {
  message: expect.stringMatching(/^Something went wrong here; the log has it under [-0-9a-f]{36}\.$/),
  extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) },
}

test.each(Object.entries(failures))(
  '%s: an id in the answer, the message in the log',
  async (_, prepare) => {
    let logged = ''
    const destination = new Writable({ write: (chunk, _encoding, done) => ((logged += String(chunk)), done()) })
    const log = createLog({ name: 'router', level: 'info', pretty: false, destination })
    const createExecutor: CreateExecutor = (_supergraph, _upstreams, planning) => ({
      prepare,
      close: () => planning.close(),
    })
    const { all } = feedGraph()
    await using router = await ToyRouter.start(all, {}, { createExecutor, log })
    const { errors } = await router.request('{ hello }')
    expect(errors).toEqual([shown])
    expect(logged).toContain(String(errors?.[0]?.extensions['id']))
    expect(logged).toContain(SECRET)

    const { client } = socketClient(router.url)
    const heard = listen(client, '{ hello }')
    await until(() => heard.ended !== undefined)
    expect(heard.ended).toEqual([shown])
    await client.dispose()
  },
  60_000,
)
