import { pause } from '../aggregates/ports.ts'
import { SimulatedClock } from '../simulated/clock.ts'
import { Batcher } from './batcher.ts'

const window = { minMs: 100, maxMs: 1_000, factor: 3, quickMs: 50, minItems: 2 }

/** Writes take as long as `tookMs` says. */
function open({ tookMs = 0, keyOf }: { tookMs?: number; keyOf?: (item: string) => string } = {}) {
  const clock = new SimulatedClock()
  const began = clock.now()
  const writes: string[] = []
  const write = async (items: readonly string[]) => {
    writes.push(`${items.join('')} at ${clock.now() - began}`)
    if (tookMs > 0) await pause(clock, tookMs)
  }
  return { clock, writes, batcher: new Batcher<string>({ clock, window, maxItems: 3, write, ...(keyOf && { keyOf }) }) }
}

test('what comes within the window of the first is written with it', async () => {
  const { clock, writes, batcher } = open()
  batcher.add('a')
  await clock.pass(60)
  batcher.add('b')
  await clock.pass(100)
  batcher.add('c')
  await clock.pass(100)
  expect(writes).toEqual(['ab at 100', 'c at 260'])
})

test('what comes while one is written waits for its end, and after a slow write longer', async () => {
  const { clock, writes, batcher } = open({ tookMs: 60 })
  batcher.add('a', 'b')
  await clock.pass(120)
  batcher.add('c')
  await clock.pass(2_000)
  expect(writes).toEqual(['ab at 100', 'c at 340']) // 160 and three times 60
})

test('a full batch, and one that a caller waits for, are written at once', async () => {
  const { clock, writes, batcher } = open()
  batcher.add('a', 'b', 'c', 'd')
  await clock.pass(10)
  batcher.flush()
  await clock.pass(10)
  expect(writes).toEqual(['abc at 0', 'd at 10'])
})

test('what is taken out is not written', async () => {
  const { clock, writes, batcher } = open()
  batcher.add('a', 'b')
  expect(batcher.clear()).toEqual(['a', 'b'])
  await clock.pass(1_000)
  expect(writes).toEqual([])
})

describe('what belongs together', () => {
  const keyOf = (item: string) => item.toLowerCase()

  test('is written together, though the first of it came at the end of a window', async () => {
    const { clock, writes, batcher } = open({ keyOf })
    batcher.add('a')
    await clock.pass(60)
    batcher.add('b')
    await clock.pass(90)
    batcher.add('B')
    await clock.pass(1_000)
    expect(writes).toEqual(['a at 100', 'bB at 200'])
  })

  test('waits for the longer window that follows a slow write', async () => {
    const { clock, writes, batcher } = open({ keyOf, tookMs: 60 })
    batcher.add('a', 'b') // written from 100 to 160
    await clock.pass(400)
    batcher.add('c') // no longer waits for the write, but for its own kind
    await clock.pass(170)
    batcher.add('C')
    await clock.pass(1_000)
    expect(writes).toEqual(['ab at 100', 'cC at 580'])
  })

  test('is not waited for where a batch is full, and what is left of it does not wait anew', async () => {
    const { clock, writes, batcher } = open({ keyOf })
    batcher.add('a', 'b', 'A', 'B')
    await clock.pass(1_000)
    expect(writes).toEqual(['abA at 0', 'B at 100'])
  })
})
