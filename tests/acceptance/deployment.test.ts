import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { Deployment } from './deployment.ts'

const later = (retryAfter: number) => ({
  body: {
    data: null,
    errors: [{ message: 'pay is away', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter } }],
  },
})

let server: Server
type TestAnswer =
  { readonly body: object } | { readonly status: number; readonly text: string } | { readonly cut: true }
let answers: TestAnswer[] = []
let requests = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer && 'cut' in answer) request.destroy()
    else if (answer && 'status' in answer) response.writeHead(answer.status, { 'retry-after': '0' }).end(answer.text)
    else response.end(JSON.stringify(answer?.body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => void server.close())
beforeEach(() => void (requests = 0))

function shop(withinMs: number): Deployment {
  const address = server.address()
  return new Deployment(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, withinMs)
}

test('a request is repeated when the shop says so', async () => {
  answers = [later(0), { status: 503, text: 'no upstream' }, later(0.001), { body: { data: { me: null } } }]
  expect(await shop(60_000).data('{ me { id } }')).toEqual({ me: null })
  expect(requests).toBe(4)
})

test('a request whose connection breaks is retried, and an address where nothing listens fails in the end', async () => {
  answers = [{ cut: true }, { cut: true }, { body: { data: { me: null } } }]
  expect(await shop(60_000).data('{ me { id } }')).toEqual({ me: null })
  expect(requests).toBe(3)
  const unreachable = new Deployment('http://127.0.0.1:1', 300)
  await expect(unreachable.data('{ me { id } }')).rejects.toThrow(/not available, to the end: fetch failed \(/)
})

test('but not beyond all the time that there is', async () => {
  answers = [later(60)]
  await expect(shop(30_000).data('{ me { id } }')).rejects.toThrow(/not available, to the end.*pay is away/)
  expect(requests).toBe(1)
})

test('any other refusal is an answer', async () => {
  answers = [{ body: { errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] } }]
  await shop(60_000).refuses('FORBIDDEN', '{ orders { edges { cursor } } }')
  expect(requests).toBe(1)
})
