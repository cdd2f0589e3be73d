import { readFileSync } from 'node:fs'
import { catalog, eventTypes, isEventType } from './catalog.ts'
import { sample } from './samples.ts'

const protocol = readFileSync(new URL('../../PROTOCOL.md', import.meta.url), 'utf8')
const types = [...eventTypes].filter(isEventType)
const headings = [...protocol.matchAll(/^### (.*)$/gm)].flatMap(([, names = '']) => names.split(', '))
const rows = protocol
  .split('\n')
  .filter((line) => line.startsWith('| ['))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, link = '', ...cells]) => {
    const [, names = ''] = /^\[(.*?)\]/.exec(link) ?? []
    return names.split(', ').map((name) => [name, cells] as const)
  })

test('PROTOCOL.md states every event, and no other', () => {
  expect(headings.toSorted()).toEqual(types.toSorted())
  expect(rows.map(([name]) => name).toSorted()).toEqual(types.toSorted())
})

test.each(rows)(
  'PROTOCOL.md says of %s who sends it, who reacts, and what takes it back',
  (name, [from, reacts, takenBack]) => {
    if (!isEventType(name)) throw new Error(name)
    const { service, receivers, compensation } = catalog[name]
    expect(from).toMatch(new RegExp(`^${service}\\b`))
    expect(receivers.filter((receiver) => !new RegExp(`\\b${receiver}\\b`).test(reacts ?? ''))).toEqual([])
    expect(takenBack).toBe(compensation.join(', '))
  },
)

test('every event of an order says where a compensation has to go', () => {
  for (const type of types) {
    const { data } = sample(type)
    if (catalog[type].aggregate === 'order' || 'orderId' in Object(data)) {
      expect(data).toMatchObject({ orderId: expect.any(String), userId: 'ann', productId: 'tea', quantity: 10 })
    }
  }
})

test('what takes an event back comes from another event of the contract', () => {
  for (const type of types) for (const other of catalog[type].compensation) expect(other).not.toBe(type)
})
