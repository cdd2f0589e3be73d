import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ByteBudget } from '../request/byte-budget.ts'
import { readJson } from './body.ts'

const server = createServer((incoming, response) => {
  void readJson(incoming, 1_000_000).then((value) => response.end(JSON.stringify(value)))
})

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.close())

/** Sends each part when the one before has gone out, and gives what was read. */
async function read(sentPieces: readonly Uint8Array[]): Promise<unknown> {
  const address = server.address()
  const { port }: AddressInfo = typeof address === 'object' && address ? address : { port: 0, address: '', family: '' }
  const sent = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': 'application/json' } })
  const answered = once(sent, 'response')
  for (const piece of sentPieces) await new Promise<void>((resolve) => sent.write(piece, () => resolve()))
  sent.end()
  const [response]: IncomingMessage[] = await answered
  const chunks: Buffer[] = []
  for await (const chunk of response ?? []) chunks.push(Buffer.from(chunk))
  return JSON.parse(Buffer.concat(chunks).toString())
}

/** Pieces of odd length, so that characters of several bytes are cut through. */
function pieces(value: unknown): readonly Uint8Array[] {
  const bytes = Buffer.from(JSON.stringify(value))
  return Array.from({ length: Math.ceil(bytes.length / 9_973) }, (_, n) => bytes.subarray(n * 9_973, (n + 1) * 9_973))
}

test('bodies that come in many pieces at the same time are each read whole, however their characters are cut', async () => {
  const values = ['값', 'é', '🙂', 'x'].map((character, n) => ({ n, text: character.repeat(20_000 + n) }))
  expect(await Promise.all(values.map((value) => read(pieces(value))))).toEqual(values)
})

test('a short body after a long one is read as it is', async () => {
  await read(pieces({ text: 'long '.repeat(30_000) }))
  expect(await read([Buffer.from('{"a":'), Buffer.from('1}')])).toEqual({ a: 1 })
})

/** Reads half a body with this budget, and lets its client go. */
async function readHalf(budget: ByteBudget): Promise<{ readonly error: unknown; readonly chunks: readonly Buffer[] }> {
  const chunks: Buffer[] = []
  const failed = Promise.withResolvers<unknown>()
  const reading = createServer((incoming) => {
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (budget.bytes > 0) sending.destroy()
    })
    readJson(incoming, 1_000_000, { budget, address: 'a' }).catch(failed.resolve)
  })
  await once(reading.listen(0, '127.0.0.1'), 'listening')
  const address = reading.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const headers = { 'content-type': 'application/json', 'content-length': 200_000 }
  const sending = request({ port, host: '127.0.0.1', method: 'POST', headers })
  sending.on('error', () => undefined)
  sending.write(Buffer.alloc(100_000, 'x'))
  const error = await failed.promise
  sending.destroy()
  reading.closeAllConnections()
  reading.close()
  return { error, chunks }
}

test.each([
  ['for which there is no room', 1_000, 'Too many requests are being read; try again later.'],
  ['that breaks off', 1_000_000, 'The body broke off.'],
])('of a half body %s nothing is left', async (_, room, message) => {
  const budget = new ByteBudget(room, room)
  if (room === 1_000) budget.take({ address: 'b', cutOff: () => undefined }, 1) // who is the only one may send anything
  const { error, chunks } = await readHalf(budget)
  expect(error).toMatchObject({ message })
  expect(chunks.length).toBeGreaterThan(0)
  expect(chunks.map(({ length }) => length)).toEqual(chunks.map(() => 0))
})
