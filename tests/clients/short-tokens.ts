/** The shop by another address, where POST /dev/login gives tokens that soon expire. */
import { createServer, request, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { bearer } from '../component/tokens.ts'

const EXPIRES_IN_SECONDS = 3

export type ShortTokens = { readonly url: string; readonly logins: () => number; readonly dispose: () => Promise<void> }

export async function shortTokens(shopUrl: string): Promise<ShortTokens> {
  const shop = new URL(shopUrl)
  let logins = 0
  const login = async (incoming: IncomingMessage): Promise<string> => {
    const { user, roles }: { readonly user: string; readonly roles: readonly string[] } = JSON.parse(
      await text(incoming),
    )
    logins += 1
    return JSON.stringify({ token: (await bearer({ user, roles, expiresIn: EXPIRES_IN_SECONDS })).slice(7) })
  }
  const server = createServer((incoming, response) => {
    if (incoming.url === '/dev/login')
      return void login(incoming).then(
        (body) => response.end(body),
        () => response.destroy(),
      )
    const { method, headers } = incoming
    const passedOn = request(new URL(incoming.url ?? '/', shop), { method, headers, agent: false }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers)
      response.flushHeaders()
      upstream.pipe(response)
      upstream.on('error', () => response.destroy())
    })
    passedOn.on('error', () => response.destroy())
    response.on('close', () => passedOn.destroy())
    incoming.pipe(passedOn)
  })
  server.on('upgrade', (incoming: IncomingMessage, client, head: Buffer) => {
    const router = connect(Number(shop.port), shop.hostname, () => {
      const lines = incoming.rawHeaders.map((part, at) => (at % 2 ? `${part}\r\n` : `${part}: `)).join('')
      router.write(`GET ${incoming.url} HTTP/1.1\r\n${lines}\r\n`)
      router.write(head)
      client.pipe(router).pipe(client)
    })
    for (const [one, other] of [
      [client, router],
      [router, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const dispose = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, logins: () => logins, dispose }
}
