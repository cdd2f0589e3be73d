/** Posts and reads JSON over keep-alive connections, with as little work per request as Node can do. */
import { Pool } from 'undici'
import { OrderRefused } from './system.ts'

const answerMs = 30_000

export type Poster = {
  /** Rejects with a Refused, whose code is the HTTP status, where that is none of success, or NO_ANSWER. */
  readonly post: (path: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** `connections` at most; what is more waits here, and its time counts. */
export function poster(url: string, connections: number): Poster {
  const pool = new Pool(url, { connections, headersTimeout: answerMs, bodyTimeout: answerMs })
  return {
    post: async (path, body, headers = {}) => {
      const all = { 'content-type': 'application/json', ...headers }
      const answer = await pool.request({ path, method: 'POST', headers: all, body }).catch(noAnswer)
      const text = await answer.body.text().catch(noAnswer)
      // GraphQL over HTTP may put errors into an answer of another status: they say more.
      if (answer.statusCode >= 300 && !text.startsWith('{')) throw new OrderRefused(`HTTP_${answer.statusCode}`, text)
      return JSON.parse(text)
    },
    close: () => pool.destroy(),
  }
}

function noAnswer(error: unknown): never {
  throw new OrderRefused('NO_ANSWER', String(error))
}
