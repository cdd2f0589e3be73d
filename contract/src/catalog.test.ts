import { readFileSync } from 'node:fs'
import { contract, isEventType } from '@shop/contract/catalog.ts'
import { sample } from '@shop/contract/samples.ts'
import { eventLine } from '@shop/events/command-line/lines.ts'

const protocol = readFileSync(new URL('../../events/PROTOCOL.md', import.meta.url), 'utf8')
const types = [...contract.events.keys()].filter(isEventType)
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
    expect(from).toMatch(new RegExp(`^${contract.event(name).aggregate.service}\\b`))
    expect(
      contract.receiversOf(name).filter((receiver) => !new RegExp(`\\b${receiver}\\b`).test(reacts ?? '')),
    ).toEqual([])
    const others = types.filter((type) => type !== name)
    expect(others).toEqual(expect.arrayContaining(takenBack?.split(', ').filter(Boolean) ?? []))
  },
)

test('every event of an order says where a compensation has to go', () => {
  for (const type of types) {
    const { data } = sample(type)
    if (contract.event(type).aggregate.name === 'order' || 'orderId' in Object(data)) {
      expect(data).toMatchObject({ orderId: expect.any(String), userId: 'ann', productId: 'tea', quantity: 10 })
    }
  }
})

test.each(types)('%s is read from the wire as it was written', (type) => {
  const bytes = new TextEncoder().encode(JSON.stringify(sample(type)))
  expect(contract.parse(bytes)).toEqual({ kind: 'ok', envelope: sample(type) })
})

test.each(types)('%s without one of its fields is malformed, and the field is named', (type) => {
  for (const field of Object.keys(Object(sample(type)['data'])))
    expect(contract.parse(sample(type, { [field]: undefined }))).toMatchObject({
      kind: 'malformed',
      problem: expect.stringMatching(new RegExp(field)),
    })
})

test.each(types)('%s fits on a line', (type) => {
  const at = new Date('2026-11-22T12:00:01.234Z')
  const read = { sequence: 7, at, subject: 's', parsed: contract.parse(sample(type)), correlation: undefined, body: '' }
  expect(eventLine(read, false, { now: at })).toMatch(/^[^\n]{80,250}$/)
})
