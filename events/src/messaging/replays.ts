/**
 * What a message has with it that is replayed from the dead letters: the one service that is to handle it again, since the others have
 * done so or keep it themselves, and how often it has failed there before.
 */

import { type MsgHdrs, headers } from '@nats-io/transport-node'
import { z } from 'zod'
import type { MessageHeaders } from './message.ts'
import type { StreamNames } from './stream-names.ts'

/** `at`: when it had come to the dead letters. */
export type EarlierFailure = { readonly at: Date; readonly error: string; readonly tries: number }

const header = { receiver: 'Receiver', history: 'History' } as const
const maxHistoryLength = 10 // failures: the headers have to fit beside the message
const maxErrorLength = 200 // characters

const History = z.array(z.object({ at: z.coerce.date(), error: z.string(), tries: z.int() }))

/** Whether it was replayed for another service than this. */
export function isForAnother(
  names: StreamNames,
  message: { readonly headers?: MessageHeaders | undefined },
  service: string,
): boolean {
  const receiver = message.headers?.get(names.header(header.receiver)) ?? ''
  return receiver !== '' && receiver !== service
}

/** Oldest first; none where it was never replayed. */
export function historyOf(names: StreamNames, of: MessageHeaders | undefined): readonly EarlierFailure[] {
  const text = of?.get(names.header(header.history)) ?? ''
  if (text === '') return []
  try {
    return History.safeParse(JSON.parse(text)).data ?? []
  } catch {
    return []
  }
}

/** Headers for a message that has failed so often, the newest failures of which are kept. */
export function withHistory(names: StreamNames, history: readonly EarlierFailure[], to: MsgHdrs = headers()): MsgHdrs {
  const kept = history.slice(-maxHistoryLength).map((one) => ({ ...one, error: one.error.slice(0, maxErrorLength) }))
  if (kept.length > 0) to.set(names.header(header.history), JSON.stringify(kept))
  return to
}

/** Adds the header that names the one service that is to handle the message. */
export function forReceiver(names: StreamNames, service: string, to: MsgHdrs): MsgHdrs {
  to.set(names.header(header.receiver), service)
  return to
}
