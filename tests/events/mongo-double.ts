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

/** As a client sent it: its first field names it. */
export type MongoCommand = Readonly<Record<string, unknown>>

export type MongoDouble = Pick<MongoProxy, 'uri' | 'close'> & {
  /** The next so many commands of these names are answered with the fault. */
  readonly arm: (fault: MongoFault, commands: readonly string[], times: number) => void
  /** From now on there is no primary, until the answer is called: see `election`. */
  readonly elect: () => () => void
  /** From now on commands of these names are done, and their answers held back until they are released. */
  readonly hold: (commands: readonly string[]) => HeldAnswers
  /** How many have been answered with a fault. */
  readonly answered: () => number
}

type HeldAnswers = { readonly count: () => number; readonly release: () => void }

type MongoDoubleOptions = {
  /** Called with every command, before it is passed on or answered. */
  readonly onCommand?: (name: string, command: MongoCommand) => void
}

/** Of a connection, not of data: answered by any member of a cluster, whoever is its primary. */
const ofConnections = ['hello', 'isMaster', 'ismaster', 'ping', 'saslStart', 'saslContinue', 'endSessions']
const ofReads = ['find', 'getMore', 'aggregate', 'count', 'distinct', 'listCollections', 'listIndexes']

/** What a member answers that is no primary any more; the second: to what it had in hand when it stepped down. */
const election = {
  reads: { code: 13_435, codeName: 'NotPrimaryNoSecondaryOk' },
  writes: { code: 10_107, codeName: 'NotWritablePrimary', errorLabels: ['RetryableWriteError'] },
  inHand: { code: 11_602, codeName: 'InterruptedDueToReplStateChange', isDone: true },
} as const satisfies Record<string, MongoFault>

export async function openMongoDouble(
  mongoUri: string,
  { onCommand = () => undefined }: MongoDoubleOptions = {},
): Promise<MongoDouble> {
  let armed: { readonly fault: MongoFault; readonly commands: readonly string[]; left: number } | undefined
  let elections = 0
  let isElecting = false
  let answered = 0
  let held: { readonly commands: readonly string[]; readonly answers: (() => void)[] } | undefined
  const faultFor = (name: string): MongoFault | undefined => {
    if (isElecting && !ofConnections.includes(name)) return ofReads.includes(name) ? election.reads : election.writes
    if (!armed || armed.left === 0 || !armed.commands.includes(name)) return undefined
    armed.left -= 1
    return armed.fault
  }
  const { uri, close } = await openMongoProxy(mongoUri, (client, upstream) => {
    const inHand = new Map<number, { readonly name: string; readonly fault?: MongoFault; readonly before: number }>()
    client.on(
      'data',
      framed((frame) => {
        const command = commandIn(frame)
        const [name] = Object.keys(command ?? {})
        if (command === undefined || name === undefined) return void upstream.write(frame)
        onCommand(name, command)
        const fault = faultFor(name)
        const id = frame.readInt32LE(4)
        if (fault && !fault.isDone) {
          answered += 1
          return void client.write(answerTo(id, fault))
        }
        inHand.set(id, { name, before: elections, ...(fault ? { fault } : {}) })
        upstream.write(frame)
      }),
    )
    upstream.on(
      'data',
      framed((frame) => {
        const id = frame.readInt32LE(8)
        const request = inHand.get(id)
        inHand.delete(id)
        const isInterrupted = request && request.before < elections && !ofConnections.includes(request.name)
        const fault = isInterrupted ? election.inHand : request?.fault
        if (fault) answered += 1
        const answer = () => void client.write(fault ? answerTo(id, fault) : frame)
        if (request && held?.commands.includes(request.name)) held.answers.push(answer)
        else answer()
      }),
    )
  })
  return {
    uri,
    close,
    arm: (fault, commands, times) => (armed = { fault, commands, left: times }),
    elect: () => {
      isElecting = true
      elections += 1
      return () => (isElecting = false)
    },
    hold: (commands) => {
      const answers: (() => void)[] = []
      held = { commands, answers }
      const release = () => {
        held = undefined
        for (const answer of answers) answer()
      }
      return { count: () => answers.length, release }
    },
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

/** Undefined for another message, as an old handshake's. */
function commandIn(frame: Buffer): MongoCommand | undefined {
  if (frame.readInt32LE(12) !== opMessage || frame[20] !== 0) return undefined
  const size = frame.readInt32LE(bodyAt)
  return BSON.deserialize(frame.subarray(bodyAt, bodyAt + size))
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
