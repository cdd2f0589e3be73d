/**
 * Stands between a client and a MongoDB, and answers commands with error documents that a real cluster gives in an election, a stepdown or
 * a lost quorum: the server behind it has none of these to show.
 */

import { BSON } from 'mongodb'
import { type MongoProxy, openMongoProxy } from './mongo-proxy.ts'

/** What a server answers instead of doing something. */
export type MongoFault = {
  readonly code: number
  readonly codeName: string
  readonly errorLabels?: readonly string[]
  /** It has been done all the same, and only the answer says otherwise. */
  readonly isDone?: boolean
}

export type MongoDouble = Pick<MongoProxy, 'uri' | 'close'> & {
  /** The next so many commands of these names are answered with the fault. */
  readonly arm: (fault: MongoFault, commands: readonly string[], times: number) => void
  /** How many have been answered so. */
  readonly answered: () => number
}

export async function openMongoDouble(mongoUri: string): Promise<MongoDouble> {
  let armed: { readonly fault: MongoFault; readonly commands: readonly string[]; left: number } | undefined
  let answered = 0
  const { uri, close } = await openMongoProxy(mongoUri, (client, upstream) => {
    const faulty = new Map<number, MongoFault>() // by the id of a request whose answer is replaced
    client.on(
      'data',
      framed((frame) => {
        const command = commandIn(frame)
        if (command === undefined || !armed || armed.left === 0 || !armed.commands.includes(command))
          return void upstream.write(frame)
        armed.left -= 1
        answered += 1
        const { fault } = armed
        const id = frame.readInt32LE(4)
        if (!fault.isDone) return void client.write(answerTo(id, fault))
        faulty.set(id, fault)
        upstream.write(frame)
      }),
    )
    upstream.on(
      'data',
      framed((frame) => {
        const fault = faulty.get(frame.readInt32LE(8))
        client.write(fault ? answerTo(frame.readInt32LE(8), fault) : frame)
      }),
    )
  })
  return {
    uri,
    close,
    arm: (fault, commands, times) => (armed = { fault, commands, left: times }),
    answered: () => answered,
  }
}

/** Calls back with each whole message of the wire protocol. */
function framed(take: (frame: Buffer) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (data) => {
    rest = Buffer.concat([rest, data])
    for (;;) {
      const length = rest.length >= 4 ? rest.readInt32LE(0) : Infinity
      if (rest.length < length) return
      const frame = rest.subarray(0, length)
      rest = rest.subarray(length)
      take(frame)
    }
  }
}

const opMessage = 2_013
const bodyAt = 21 // after the header, the flags, and the kind of the first section

/** The name of a command; undefined for another message, as a handshake's. */
function commandIn(frame: Buffer): string | undefined {
  if (frame.readInt32LE(12) !== opMessage || frame[20] !== 0) return undefined
  const size = frame.readInt32LE(bodyAt)
  return Object.keys(BSON.deserialize(frame.subarray(bodyAt, bodyAt + size)))[0]
}

function answerTo(request: number, { code, codeName, errorLabels }: MongoFault): Buffer {
  const labels = errorLabels ? { errorLabels } : {}
  const body = BSON.serialize({ ok: 0, errmsg: `the double says ${codeName}`, code, codeName, ...labels })
  const header = Buffer.alloc(bodyAt)
  header.writeInt32LE(bodyAt + body.length, 0)
  header.writeInt32LE(request, 8)
  header.writeInt32LE(opMessage, 12)
  return Buffer.concat([header, body])
}
