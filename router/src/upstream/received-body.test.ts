import { randomBytes } from 'node:crypto'
import { ReceivedBody } from './received-body.ts'

const occupied = () => process.memoryUsage().arrayBuffers
const whole = randomBytes(1_000_000)

/** As a connection gives them: each part in the same memory. */
function receive(body: ReceivedBody, size: number, bytes = whole): void {
  const memory = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(memory, 0, at, at + size)
    body.add(memory.subarray(0, length))
  }
}

test.each([1, 7, 1_000, 65_536, 1_000_000])('a body that comes in parts of %i bytes is what was sent', (size) => {
  const body = new ReceivedBody()
  receive(body, size, whole.subarray(0, size * 20_000))
  expect(body.bytes).toBe(Math.min(whole.length, size * 20_000))
  expect(body.whole().equals(whole.subarray(0, size * 20_000))).toBe(true)
})

test('in however small parts it comes, it is in few blocks', () => {
  const body = new ReceivedBody()
  receive(body, 1, whole.subarray(0, 300_000))
  expect(body.blocks).toBeLessThan(30)
})

test('a body whose length is known is in one piece of memory, which is all that it occupies', () => {
  const before = occupied()
  const body = new ReceivedBody()
  body.announce(whole.length)
  receive(body, 65_536)
  expect([body.blocks, body.whole().equals(whole)]).toEqual([0, true])
  expect(occupied() - before).toBeLessThan(1_200_000)
})

test('when it has been put together, its parts occupy nothing; nor does the whole when it is dropped', () => {
  const before = occupied()
  const [body, dropped] = [new ReceivedBody(), new ReceivedBody()]
  receive(body, 65_536)
  receive(dropped, 65_536)
  expect(body.whole().equals(whole)).toBe(true)
  expect(occupied() - before).toBeLessThan(2_300_000)
  dropped.drop()
  body.drop()
  expect(occupied() - before).toBeLessThan(200_000)
})

test("memory that is another's is neither copied nor freed", () => {
  const memory = Buffer.allocUnsafeSlow(100_000)
  const body = new ReceivedBody()
  body.borrow(memory)
  expect(body.whole()).toBe(memory)
  body.drop()
  expect(memory.length).toBe(100_000)
})
