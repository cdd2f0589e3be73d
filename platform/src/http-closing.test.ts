import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { httpClosing } from './http-closing.ts'

const [HALF, REST] = ['GET / HTTP/1.1\r\nhost: he', 're\r\n\r\n']
const REQUEST = HALF + REST

async function listening() {
  const request = Promise.withResolvers<ServerResponse>()
  const server = createServer((_request, response) => request.resolve(response))
  const close = httpClosing(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const client = async () => {
    const accepted = once(server, 'connection')
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined) // where it was cut off with something unread
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await accepted
    return { socket: socket.resume(), closed }
  }
  return { close, client, response: request.promise }
}

test('a client that has connected and sent nothing does not keep a server from closing', async () => {
  const { close, client } = await listening()
  const { closed } = await client()
  await close()
  await closed
})

test('an answer that is under way is waited for; its connection is closed after it, though its client would keep it', async () => {
  const { close, client, response } = await listening()
  const { socket, closed } = await client()
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  socket.write(REQUEST)
  const answering = await response
  const half = await client()
  half.socket.write(HALF)
  const closing = close()
  await half.closed // by then the other one has been looked at as often
  answering.end('all of it')
  await closing
  await closed
  expect(answer).toContain('all of it')
  expect(close()).toBe(close())
})

test('a request that has arrived and is not read yet when the server looks is answered', async () => {
  const { close, client, response } = await listening()
  const { socket, closed } = await client()
  const closing = close()
  socket.write(REQUEST)
  // The event loop is held up past one look; the timer is then due before the request is read.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120)
  const answering = await response
  answering.end('all of it')
  await closing
  await closed
  expect(answering.writableFinished).toBe(true)
})

test('a client that has sent half of a head and no more does not keep a server from closing', async () => {
  const { close, client } = await listening()
  const { socket, closed } = await client()
  socket.write(HALF)
  await close()
  await closed
})

test('nor does one that has sent half of another head after an answer', async () => {
  const { close, client, response } = await listening()
  const { socket, closed } = await client()
  const answered = once(socket, 'data')
  socket.write(REQUEST)
  const answering = await response
  answering.end('all of it')
  await answered
  socket.write(HALF)
  await close()
  await closed
})

test('a head whose rest comes while the server closes is answered', async () => {
  const { close, client, response } = await listening()
  const { socket, closed } = await client()
  socket.write(HALF)
  const unused = await client()
  const closing = close()
  await unused.closed // by then the other one has been looked at as well
  socket.write(REST)
  const answering = await response
  answering.end('all of it')
  await closing
  await closed
  expect(answering.writableFinished).toBe(true)
})
