import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AcceptedRequest } from '../operations/accept.ts'
import type { ClientContext } from '../request/client-context.ts'
import { ByteBudget } from '../request/byte-budget.ts'
import type { ResultText } from '../request/pipeline.ts'
import { AddressSlots } from './address-slots.ts'
import { StreamAnswers } from './stream-answers.ts'

const clientContext: ClientContext = {
  caller: { kind: 'anonymous' },
  authorization: undefined,
  address: '192.0.2.1',
  requestId: 'r',
  traceparent: '',
  tracestate: undefined,
}
const accepted = { operation: { kind: 'subscription' } } as unknown as AcceptedRequest

/** A response whose client has left as soon as the stream is being opened; what then becomes of the stream. */
async function leftWhileOpening() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new AbortController()
  void fetch(`http://127.0.0.1:${port}`, { signal: client.signal }).catch(() => undefined)
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  let ended = 0
  async function* events(): AsyncGenerator<ResultText, undefined> {
    try {
      for (let n = 0; n < 3; n += 1) yield { text: `{"data":${n}}`, bytes: 10, encoding: 'utf8' }
    } finally {
      ended += 1
    }
  }
  const source = events()
  await source.next()
  const streams = new StreamAnswers({
    pipeline: {
      results: async () => {
        client.abort()
        await once(response, 'close')
        return source
      },
    } as never,
    heartbeatMs: 1_000,
    unsent: new ByteBudget(1_000, 1_000),
    observer: { cutOff: () => undefined },
    addressSlots: new AddressSlots(1),
  })
  const accepts = { result: undefined, stream: 'sse', html: false } as const
  await streams.answer(
    { request, response, accepts, record: {} as never, address: undefined, headers: [], listed: undefined },
    accepted,
    clientContext,
  )
  server.close()
  return { ended, streams }
}

test('a client that leaves while its stream is being opened leaves nothing behind', async () => {
  const { ended, streams } = await leftWhileOpening()
  expect([ended, streams.size]).toEqual([1, 0])
})
