import type { RawData } from 'ws'
import { z } from 'zod'
import { mayLoseDigits, parseJson } from '../json.ts'

const Message = z.object({ payload: z.unknown() })

/** The text of a message that graphql-ws is about to read: it parses numbers as doubles, so those that lose something by that are read anew. */
export class MessageText {
  #doubtful: string | undefined

  /** Called before the client reads it. */
  note(data: RawData): void {
    const text = Buffer.isBuffer(data) ? data.toString() : undefined
    this.#doubtful = text !== undefined && mayLoseDigits(text) ? text : undefined
  }

  /** The payload of this message, with all digits of its numbers. */
  exact(payload: unknown): unknown {
    return this.#doubtful === undefined ? payload : Message.parse(parseJson(this.#doubtful)).payload
  }
}
