/** Supergraphs that come faster than they are made ready. */
import type { Generation } from './generation.ts'
import { Graph } from './graph.ts'

const WARM_MS = 600_000

/** A graph whose supergraphs are names; one that is called "bad" cannot be served. Warming takes until it is called off, or `warmed`. */
async function graphOf(first: string) {
  const served: string[] = []
  const warming: string[] = []
  const open = new Set<string>()
  const ends = new Map<string, () => void>()
  const clock = { now: 0 }
  const create = async (sdl: string): Promise<Generation> => {
    if (sdl.startsWith('bad')) throw new Error(`${sdl} is no supergraph`)
    open.add(sdl)
    const warm = (_earlier: unknown, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        warming.push(sdl)
        ends.set(sdl, resolve)
        if (signal.aborted || sdl.startsWith('quick')) resolve()
        else signal.addEventListener('abort', () => resolve())
      })
    const executor = { close: async () => void open.delete(sdl) }
    return { supergraph: { sdl }, operations: { warm }, executor } as unknown as Generation
  }
  const graph = new Graph(create, WARM_MS, () => clock.now)
  graph.onAdopted(({ supergraph: { sdl } }) => served.push(sdl))
  await graph.load(first)
  const warmed = async (sdl: string) => {
    while (!ends.has(sdl)) await new Promise(setImmediate)
    ends.get(sdl)?.()
  }
  return { graph, served, warming, open, clock, warmed }
}

async function fates(loads: readonly Promise<boolean>[]) {
  const settled = await Promise.allSettled(loads)
  return settled.map((load) => (load.status === 'fulfilled' ? load.value : 'refused'))
}

test('of several that come while one is made ready the last alone is served, and nothing is left of the others', async () => {
  const { graph, served, warming, open } = await graphOf('one')
  const two = graph.load('two')
  while (!warming.includes('two')) await new Promise(setImmediate)
  const loads = [two, ...['three', 'four', 'quick five'].map((sdl) => graph.load(sdl))]
  expect(await fates(loads)).toEqual([false, false, false, true])
  expect([served, [...open]]).toEqual([['one', 'quick five'], ['quick five']])
})

test('where the last cannot be served, the one before it is', async () => {
  const { graph, served, open } = await graphOf('one')
  const loads = ['two', 'quick three', 'bad four', 'bad five'].map((sdl) => graph.load(sdl))
  expect(await fates(loads)).toEqual([false, true, 'refused', 'refused'])
  expect([served, [...open]]).toEqual([['one', 'quick three'], ['quick three']])
})

test('also where it is being made ready already', async () => {
  const { graph, served, warming } = await graphOf('one')
  const two = graph.load('two')
  while (!warming.includes('two')) await new Promise(setImmediate)
  const bad = graph.load('bad three')
  await expect(bad).rejects.toThrow('bad three is no supergraph')
  const loads = [two, graph.load('quick four')]
  expect(await fates(loads)).toEqual([false, true])
  expect(served).toEqual(['one', 'quick four'])
})

test('back to the present one: what came between is not served', async () => {
  const { graph, served, warming, open } = await graphOf('one')
  const two = graph.load('two')
  while (!warming.includes('two')) await new Promise(setImmediate)
  expect(await fates([two, graph.load('one')])).toEqual([false, true])
  expect([served, [...open]]).toEqual([['one'], ['one']])
})

test('closed while one is made ready, nothing is left', async () => {
  const { graph, warming, open } = await graphOf('one')
  const two = graph.load('two')
  while (!warming.includes('two')) await new Promise(setImmediate)
  await graph.close()
  await two
  expect([...open]).toEqual([])
})

test('where they come faster than they are made ready, one is served all the same, and then the last', async () => {
  const { graph, served, open, clock, warmed } = await graphOf('0')
  const loads: Promise<boolean>[] = []
  for (let n = 1; n <= 20; n++) {
    loads.push(graph.load(String(n)))
    await new Promise(setImmediate)
    clock.now += WARM_MS / 10
  }
  expect(served).toEqual(['0']) // each was called off by the next, but the one that is made ready when that has gone on for too long
  await warmed('11')
  expect(await loads[10]).toBe(true)
  await warmed('20')
  expect(await loads.at(-1)).toBe(true)
  expect([served, [...open]]).toEqual([['0', '11', '20'], ['20']])
})
