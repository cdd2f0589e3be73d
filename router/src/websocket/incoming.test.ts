import { PassThrough } from 'node:stream'
import { BUFFER_OVERHEAD_BYTES as EACH, ByteBudget } from '../request/byte-budget.ts'
import { countUnfinished, Frames } from './incoming.ts'

/** As a client sends it, and what is held when all of it has come. */
function frame(opcode: number, isLast: boolean, length: number): Buffer {
  const head =
    length < 126
      ? [0x80 | length]
      : length < 65_536
        ? [0x80 | 126, length >> 8, length & 255]
        : [0x80 | 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | opcode, ...head, 1, 2, 3, 4]), Buffer.alloc(length, 0xff)])
}
const [TEXT, MORE, PING] = [1, 0, 9]

const SENT = [
  [frame(TEXT, true, 0), 0],
  [frame(TEXT, true, 125), 0],
  [frame(TEXT, false, 126), 126 + EACH],
  [frame(PING, true, 100), 126 + EACH],
  [frame(MORE, false, 65_535), 65_661 + 2 * EACH],
  [frame(PING, true, 0), 65_661 + 2 * EACH],
  [frame(MORE, false, 65_536), 131_197 + 3 * EACH],
  [frame(MORE, true, 7), 0],
  [frame(TEXT, true, 70_000), 0],
  [frame(TEXT, false, 3), 3 + EACH],
] as const

test.each([1, 2, 7, 1_000, 1_000_000])(
  'what a message that has not ended holds is known, in chunks of %i bytes',
  (size) => {
    const frames = new Frames()
    for (const [bytes, expected] of SENT) {
      let held = -1
      for (let at = 0; at < bytes.length; at += size) held = frames.received(bytes.subarray(at, at + size))
      expect(held).toBe(expected)
    }
  },
)

test('also where chunks end within frames', () => {
  const all = Buffer.concat(SENT.map(([bytes]) => bytes))
  const frames = new Frames()
  let held = -1
  for (let at = 0; at < all.length; at += 9_973) held = frames.received(all.subarray(at, at + 9_973))
  expect(held).toBe(3 + EACH)
  expect(new Frames().received(frame(TEXT, true, 200).subarray(0, 108))).toBe(100)
})

/** What a client sends, as the network gives it, after which it is gone. */
async function receive(budget: ByteBudget, chunks: readonly Buffer[]): Promise<boolean> {
  const raw = new PassThrough()
  let isTooMuch = false
  countUnfinished(raw, 'a', budget, () => {
    isTooMuch = true
    raw.destroy()
  })
  for (const chunk of chunks) raw.emit('data', chunk)
  raw.destroy()
  await new Promise((resolve) => raw.once('close', resolve))
  return isTooMuch
}
const own = (bytes: Buffer): Buffer => {
  const copied = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copied)
  return copied
}

test('of a half message nothing is left when its client is gone, nor of what was too much', async () => {
  const budget = new ByteBudget(100_000, 100_000)
  budget.take({ address: 'b', cutOff: () => undefined }, 1) // who is the only one may send anything
  const sent = frame(TEXT, true, 150_000)
  const chunks = [0, 60_000, 120_000].map((at) => own(sent.subarray(at, at + 60_000)))
  expect(await receive(budget, chunks)).toBe(true)
  expect(chunks.map(({ length }) => length)).toEqual([0, 0, chunks[2]?.length])
  expect(budget.bytes).toBe(1)
})

test('a message that has come whole is left to who reads it', async () => {
  const chunks = [
    own(frame(TEXT, true, 1_000)),
    own(frame(TEXT, false, 10)),
    own(frame(MORE, false, 20).subarray(0, 9)),
  ]
  expect(await receive(new ByteBudget(100_000, 100_000), chunks)).toBe(false)
  expect(chunks.map(({ length }) => length > 0)).toEqual([true, false, false]) // a fragment that has ended is of no more use either
})
