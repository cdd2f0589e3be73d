/** Messages that are handled once more without being delivered: parked ones, and those that a service comes to want later. */

import type { Clock } from '../aggregates/ports.ts'
import type { Message } from './message.ts'

type StoredMessage = Pick<Message, 'subject' | 'data' | 'headers' | 'info'>

/**
 * Hands the message to `take` until it is dealt with: `done` where it was handled or has gone to the dead letters (again),
 * `given up` where the service stopped before.
 */
export function handleHere(
  { subject, data, headers, info }: StoredMessage,
  take: (message: Message) => Promise<void>,
  clock: Clock,
  stopping: AbortSignal,
): Promise<'done' | 'given up'> {
  return new Promise((resolve) => {
    let decided = false
    const done = () => {
      decided = true
      resolve('done')
    }
    const again = (afterMs: number) => {
      decided = true
      if (stopping.aborted) resolve('given up')
      else clock.after(afterMs, attempt)
    }
    const message: Message = {
      subject,
      data,
      headers,
      info,
      ack: done,
      term: done,
      nak: (afterMs = 0) => again(afterMs),
      working: () => undefined,
    }
    attempt()

    function attempt(): void {
      decided = false
      void take(message).then(() => {
        if (!decided) again(unjudgedAgainMs)
      })
    }
  })
}

const unjudgedAgainMs = 1_000 // neither handled nor kept: the dead-letter stream is away
