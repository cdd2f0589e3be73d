import { ByteBudget, type Holder } from './byte-budget.ts'

const cut: string[] = []
beforeEach(() => void (cut.length = 0))

function holder(name: string, address = name): Holder {
  return { address, cutOff: () => void cut.push(name) }
}
/** This machine itself. */
const here: Holder = { address: undefined, cutOff: () => void cut.push('here') }

test('a budget lets in what fits, of each address and of all, and one thing of any size', () => {
  const budget = new ByteBudget(100, 50)
  const b = holder('b')
  expect([budget.take(here, 60), budget.take(b, 41), budget.take(b, 30), budget.take(b, 11)]).toEqual([
    true,
    false,
    true,
    false,
  ])
  budget.give(here, 60)
  expect([budget.take(b, 20), budget.take(b, 1)]).toEqual([true, false])
  budget.give(b, 50)
  expect([budget.bytes, budget.take(b, 1_000), budget.take(b, 1)]).toEqual([0, true, false])
  expect(cut).toEqual([])
})

test('the address that holds most makes way for who holds less, with what it has held longest', () => {
  const budget = new ByteBudget(100, 50)
  const [one, two, three] = [holder('one', 'a'), holder('two', 'a'), holder('three', 'a')]
  const [b, c, d] = [holder('b'), holder('c'), holder('d')]
  budget.take(one, 10)
  budget.take(two, 10)
  budget.take(three, 30)
  budget.take(b, 30)
  expect([budget.hasRoom(30), budget.take(c, 30), cut, budget.bytes]).toEqual([true, true, ['one'], 100])
  expect([budget.take(c, 10), budget.take(d, 20), cut, budget.bytes]).toEqual([
    false,
    true,
    ['one', 'two', 'three'],
    80,
  ])
  budget.give(one, 10) // as it ends
  budget.give(two, 10)
  budget.give(b, 30)
  budget.give(c, 30)
  budget.give(d, 20)
  expect(budget.bytes).toBe(0)
})

test('nobody is cut off for who would hold as much, nor in vain, nor this machine itself', () => {
  const budget = new ByteBudget(100, 50)
  const [a, b] = [holder('a'), holder('b')]
  budget.take(here, 60)
  budget.take(a, 40)
  expect([budget.take(b, 40), budget.take(b, 21), budget.hasRoom(21), cut]).toEqual([false, false, false, []])
  expect([budget.take(here, 10), cut, budget.bytes]).toEqual([true, ['a'], 70])
  budget.give(here, 70)
  expect(budget.bytes).toBe(0)
})
