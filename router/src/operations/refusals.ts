import { LRUCache } from 'lru-cache'
import { sha256 } from './manifest.ts'
import { RequestError } from './request-error.ts'

const MOST_BYTES = 8 * 2 ** 20
const ENTRY_BYTES = 300

/**
 * Why texts were refused, by their hashes, the least recently asked for forgotten first. Kept as JSON: an error itself would keep the
 * whole text that it was made for, by its stack and by the names in its messages, which are parts of that text.
 */
export class Refusals {
  readonly #kept = new LRUCache<string, string>({
    maxSize: MOST_BYTES,
    sizeCalculation: (json, hash) => ENTRY_BYTES + hash.length + 2 * json.length,
  })

  /** Made anew each time. */
  get(text: string): RequestError | undefined {
    if (this.#kept.size === 0) return undefined
    const json = this.#kept.get(sha256(text))
    if (json === undefined) return undefined
    const { status, errors, beforeGraphQL }: RequestError = JSON.parse(json)
    return new RequestError(status, errors, { beforeGraphQL })
  }

  set(text: string, { status, errors, beforeGraphQL }: RequestError): void {
    this.#kept.set(sha256(text), JSON.stringify({ status, errors, beforeGraphQL }))
  }
}
