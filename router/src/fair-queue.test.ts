import * as fc from 'fast-check'
import { FairQueue } from './fair-queue.ts'

type Item = { readonly caller: string; readonly number: number }

const count = (items: readonly Item[], of: string) => items.filter(({ caller }) => caller === of).length

const callers = fc.constantFrom('a', 'b', 'c', 'd')
const acts = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('push' as const), caller: callers }),
    fc.record({ kind: fc.constant('shift' as const) }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  ),
  { maxLength: 60 },
)

/** Does all of it beside a plain list of what waits, in the order in which it came, and calls `checked` after each act. */
function perform(
  maxItems: number,
  list: typeof acts extends fc.Arbitrary<infer T> ? T : never,
  checked: {
    pushed?: (item: Item, gone: Item | undefined, before: readonly Item[]) => void
    left?: (waiting: readonly Item[], taken?: Item) => void
  },
) {
  const queue = new FairQueue<Item>(maxItems)
  let waiting: Item[] = []
  for (const [number, act] of list.entries()) {
    if (act.kind === 'push') {
      const item = { caller: act.caller, number }
      const before = waiting
      const gone = queue.push(act.caller, item)
      waiting = [...waiting, item].filter((each) => each !== gone)
      checked.pushed?.(item, gone, before)
    } else if (act.kind === 'remove') {
      const item = waiting[act.at % Math.max(1, waiting.length)]
      if (item) expect([queue.remove(item.caller, item), queue.remove(item.caller, item)]).toEqual([true, false])
      waiting = waiting.filter((each) => each !== item)
      checked.left?.(waiting)
    } else {
      const item = queue.shift()
      expect(item === undefined).toBe(waiting.length === 0)
      if (!item) continue
      expect(waiting.find(({ caller }) => caller === item.caller)).toBe(item) // a caller's own order
      waiting = waiting.filter((each) => each !== item)
      checked.left?.(waiting, item)
    }
    expect(queue.size).toBe(waiting.length)
    expect(queue.size).toBeLessThanOrEqual(maxItems)
  }
}

test('what is first of its caller waits behind one item of each other caller at most', () => {
  fc.assert(
    fc.property(acts, (list) => {
      /** Of each caller that waits: whose items were taken since its last turn, or since it came. */
      const overtaken = new Map<string, string[]>()
      perform(Infinity, list, {
        pushed: ({ caller }) => void (overtaken.has(caller) || overtaken.set(caller, [])),
        left: (waiting, item) => {
          if (item) {
            for (const taken of overtaken.values()) taken.push(item.caller)
            overtaken.set(item.caller, [])
          }
          for (const caller of overtaken.keys()) if (count(waiting, caller) === 0) overtaken.delete(caller)
          for (const taken of overtaken.values()) expect(new Set(taken).size).toBe(taken.length)
        },
      })
    }),
  )
})

test('it never holds more than it may, and a lane that is refused has as many places as any other, or one less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), acts, (maxItems, list) => {
      perform(maxItems, list, {
        pushed: (item, gone, before) => {
          expect(gone === undefined).toBe(before.length < maxItems)
          const max = Math.max(0, ...before.map(({ caller }) => count(before, caller)))
          if (gone === item) expect(count(before, item.caller) + 1).toBeGreaterThanOrEqual(max)
          else if (gone) {
            expect(count(before, gone.caller)).toBe(max)
            expect(before.findLast(({ caller }) => caller === gone.caller)).toBe(gone)
          }
        },
      })
    }),
  )
})

test('a flooding caller gives up a slot to a later one, whose turn is next but one', () => {
  const queue = new FairQueue<string>(100)
  for (let n = 0; n < 1_000; n++) queue.push('flooder', `flood ${n}`)
  expect(queue.push('other', 'mine')).toBe('flood 99')
  expect([queue.size, queue.shift(), queue.shift()]).toEqual([100, 'flood 0', 'mine'])
})
