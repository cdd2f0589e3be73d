import { BSON } from 'mongodb'
import { mongoReader } from './mongo-wire.ts'
import { TrafficTally } from './tally.ts'

function opMsg(id: number, to: number, body: object, list?: readonly [name: string, documents: readonly object[]]) {
  const sections = [Buffer.from([0]), BSON.serialize(body)]
  if (list) {
    const [name, documents] = list
    const sequence = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((each) => BSON.serialize(each))])
    const size = Buffer.alloc(4)
    size.writeInt32LE(sequence.length + 4)
    sections.push(Buffer.from([1]), size, sequence)
  }
  const head = Buffer.alloc(20)
  const message = Buffer.concat([head, ...sections])
  for (const [index, value] of [message.length, id, to, 2013].entries()) message.writeInt32LE(value, 4 * index)
  return message
}

test('documents are counted by command and collection, however the bytes are cut', () => {
  const tally = new TrafficTally()
  const { sent, received } = mongoReader(tally)
  const insert = opMsg(1, 0, { insert: 'orders', $db: 'shop' }, ['documents', [{ _id: 'a' }, { _id: 'b' }]])
  const update = opMsg(2, 0, { update: 'orders', updates: [{ q: {}, u: {} }] })
  const find = opMsg(3, 0, { find: 'orders', filter: {} })
  const bytes = Buffer.concat([insert, update, find])
  for (let at = 0; at < bytes.length; at += 7) sent(bytes.subarray(at, at + 7))
  const done = opMsg(9, 1, { n: 2, ok: 1 })
  const found = opMsg(8, 3, { cursor: { firstBatch: [{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }] }, ok: 1 })
  received(Buffer.concat([done, found]))
  expect(tally.amounts).toEqual({
    'insert orders': { times: 1, rows: 2, bytes: insert.length + done.length },
    'update orders': { times: 1, rows: 1, bytes: update.length },
    'find orders': { times: 1, rows: 3, bytes: find.length + found.length },
  })
})
