import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { UpstreamHeaders } from './upstream-headers.ts'
import { transportTo } from './transport-to.ts'

const TLS_HANDSHAKE = 0x16

const firstBytes: (number | undefined)[] = []
const server = createServer((socket) => {
  socket.on('error', () => undefined)
  socket.once('data', (bytes) => {
    firstBytes.push(bytes[0])
    socket.destroy()
  })
})
let port = 0

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  port = (server.address() as AddressInfo).port
})
beforeEach(() => (firstBytes.length = 0))
afterAll(() => server.close())

/** The errors of two fetches at once, and one after them. */
async function errorsOf(protocol: string): Promise<unknown[]> {
  const transport = transportTo(`${protocol}://127.0.0.1:${port}`, 1)
  const fetchOnce = (): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    transport.dispatch(
      { path: '/', headers: new UpstreamHeaders([]), body: '{}', idempotent: true },
      {
        isEnded: false,
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        onResponseEnd: () => resolve(undefined),
        onResponseError: (_controller, error) => resolve(error),
      },
    )
    return promise
  }
  const errors = await Promise.all([fetchOnce(), fetchOnce()])
  errors.push(await fetchOnce())
  await transport.destroy()
  return errors
}

test('https is TLS from the first fetch on', async () => {
  expect(await errorsOf('https')).toEqual([expect.anything(), expect.anything(), expect.anything()])
  expect(new Set(firstBytes)).toEqual(new Set([TLS_HANDSHAKE]))
})

test('http is not', async () => {
  expect(await errorsOf('http')).toEqual([expect.anything(), expect.anything(), expect.anything()])
  expect(firstBytes).toEqual(['P', 'P', 'P'].map((letter) => letter.charCodeAt(0)))
})
