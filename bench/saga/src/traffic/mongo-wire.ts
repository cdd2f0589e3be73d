/** MongoDB's wire protocol, as far as counting needs it: which commands, how many documents, how large. */
import { BSON } from 'mongodb'
import type { WireReader } from './tap.ts'
import type { TrafficTally } from './tally.ts'

const opMsg = 2013
const headerBytes = 16
/** Where a command holds its documents, if they are not beside it. */
const listOf: Readonly<Record<string, string>> = { insert: 'documents', update: 'updates', delete: 'deletes' }

/** Counts by command and collection, as in "update orders": documents sent, or read. */
export function mongoReader(tally: TrafficTally): WireReader {
  const requests = new Map<number, string>()
  return {
    sent: framed((message) => {
      const { body, listed } = parts(message)
      const [name = '', of] = Object.entries(body)[0] ?? []
      const what = typeof of === 'string' ? `${name} ${of}` : name
      requests.set(message.readInt32LE(4), what)
      const list: unknown = body[listOf[name] ?? '']
      tally.add(what, { times: 1, rows: listed + (Array.isArray(list) ? list.length : 0), bytes: message.length })
    }),
    received: framed((message) => {
      const to = message.readInt32LE(8)
      const what = requests.get(to) ?? 'other answers'
      requests.delete(to)
      const { cursor } = parts(message).body
      const batch = isRecord(cursor) ? (cursor['firstBatch'] ?? cursor['nextBatch']) : undefined
      tally.add(what, { rows: Array.isArray(batch) ? batch.length : 0, bytes: message.length })
    }),
  }
}

/** Whole messages, each beginning with its length. */
function framed(take: (message: Buffer) => void): (bytes: Buffer) => void {
  let waiting = Buffer.alloc(0)
  return (bytes) => {
    waiting = Buffer.concat([waiting, bytes])
    while (waiting.length >= headerBytes && waiting.length >= waiting.readInt32LE(0)) {
      const length = waiting.readInt32LE(0)
      take(waiting.subarray(0, length))
      waiting = waiting.subarray(length)
    }
  }
}

/** The command or answer itself, and how many documents come beside it. */
function parts(message: Buffer): { readonly body: Readonly<Record<string, unknown>>; readonly listed: number } {
  if (message.readInt32LE(12) !== opMsg) return { body: { hello: 1 }, listed: 0 } // a connection's first question is of the old kind
  let body = {}
  let listed = 0
  for (let at = headerBytes + 4; at + 5 <= message.length;) {
    const kind = message[at]
    const size = message.readInt32LE(at + 1)
    if (kind === 0) body = BSON.deserialize(message.subarray(at + 1, at + 1 + size))
    else listed += documentsIn(message.subarray(at + 5, at + 1 + size))
    at += 1 + size
  }
  return { body, listed }
}

/** Of a sequence: a name that ends with 0, then documents, each beginning with its length. */
function documentsIn(sequence: Buffer): number {
  let count = 0
  for (let at = sequence.indexOf(0) + 1; at < sequence.length; at += sequence.readInt32LE(at)) count += 1
  return count
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
