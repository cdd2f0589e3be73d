import { setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Cost } from './cost/compile.ts'
import { checkText, validOperation, forgetLocations, type DocumentRules, type ValidOperation } from './document.ts'
import { Operation, type OperationOptions } from './operation.ts'
import { RequestError, tooDeeplyNested } from './request-error.ts'
import { sha256 } from './manifest.ts'

/** Bytes of memory, by heap snapshots: of a small operation without its plan, and of each node of its document. */
const OPERATION_BYTES = 5_000
const NODE_BYTES = 150

/** What became of a text that was not known as an operation. */
export type ReadOutcome = 'read' | 'refused' | 'refused again'

export type OperationsOptions = Omit<OperationOptions, 'cost'> & {
  readonly rules: DocumentRules
  readonly cost: (operation: ValidOperation) => Cost
  /** Bytes of memory for operations and their plans. */
  readonly operationCacheBytes: number
  readonly read: (outcome: ReadOutcome) => void
}

/** `bytes`: without its plans. */
type CachedOperation = { readonly operation: Operation; readonly bytes: number }

/** A key that has its hash. */
type RecentKey = { readonly query: string; readonly operationName: string | undefined; readonly key: string }

/** Keys that are kept besides those of the operations, and characters of their texts: half a megabyte of memory. */
const RECENT = 64
const MAX_RECENT_LENGTH = 4_096

/** The operations of one supergraph that were requested, with their plans, by text and name, the least recently used evicted first. */
export class OperationCache {
  readonly #options: OperationsOptions
  readonly #known: LRUCache<string, CachedOperation>
  /** By the length of the text: to compare a text with one that is the same takes a tenth of the time of its key and hash. */
  readonly #recent: RecentKey[] = []
  /** Keys of what was in use before the supergraph changed, and has not been read since. */
  #earlier = new Set<string>()
  /** Characters of the longest text that has been known: a longer one is not looked for, which would take a copy of it. */
  #longest = 0
  /** Apart from the valid ones: a client that sends invalid documents evicts only these. */
  readonly #refusals = new Refusals()

  constructor(options: OperationsOptions) {
    this.#options = options
    this.#known = new LRUCache({ maxSize: options.operationCacheBytes })
  }

  /** Undefined for what would have to be read first. */
  known(query: string, operationName: string | undefined): Operation | undefined {
    if (query.length > this.#longest) return undefined
    const place = query.length % RECENT
    const recent = this.#recent[place]
    const isSame = recent?.query === query && recent.operationName === operationName
    const key = isSame ? recent.key : keyOf(query, operationName)
    const known = this.#known.get(key)
    if (known && !isSame && query.length <= MAX_RECENT_LENGTH) this.#recent[place] = { query, operationName, key }
    return known?.operation
  }

  /** Throws a RequestError; what was refused once is refused again without being read again. */
  get(query: string, operationName: string | undefined): Operation {
    return this.known(query, operationName) ?? this.#read(query, operationName)
  }

  /**
   * Reads and plans beforehand what was in use with an earlier supergraph, the most recently used first, a turn of the event loop
   * for each, until all is done or the signal aborts. Never rejects.
   */
  async warm(earlier: OperationCache, signal: AbortSignal): Promise<void> {
    const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    const inUse = [...earlier.#known.entries()]
    this.#earlier = new Set(inUse.map(([key]) => key))
    for (const [key, { operation, bytes }] of inUse) {
      if (signal.aborted) break
      // What has no place any more would take that of what was used last.
      if (this.#known.calculatedSize + bytes + operation.planBytes > this.#known.maxSize) break
      // What is none of the new supergraph's is refused when it is requested.
      await Promise.race([this.#warmed(key, operation, signal).catch(() => undefined), over])
      await nextTurn()
    }
    for (const [key] of inUse.toReversed()) this.#known.get(key) // as recently used as they were
  }

  async #warmed(key: string, earlier: Operation, signal: AbortSignal): Promise<void> {
    const [name, query] = partsOf(key)
    const known = this.#known.peek(key)?.operation
    await (known ?? this.#add(key, query, name)).warm(earlier, signal)
  }

  /** Before anything else, its hash too, is made of a text that may be as long as a request. */
  #checkText(query: string): void {
    try {
      checkText(query, this.#options.rules.limits)
    } catch (error) {
      this.#options.read('refused')
      throw error
    }
  }

  #read(query: string, operationName: string | undefined): Operation {
    this.#checkText(query)
    const key = keyOf(query, operationName)
    const refused = this.#refusals.get(key)
    if (refused) {
      this.#options.read('refused again')
      throw refused
    }
    try {
      const operation = this.#add(key, query, operationName)
      this.#options.read('read')
      return operation
    } catch (error) {
      if (error instanceof RequestError) this.#refusals.set(key, error)
      this.#options.read('refused')
      throw error
    }
  }

  /** @throws RequestError */
  #add(key: string, query: string, operationName: string | undefined): Operation {
    try {
      return this.#added(key, query, operationName)
    } catch (error) {
      throw error instanceof RangeError ? tooDeeplyNested() : error
    }
  }

  #added(key: string, query: string, operationName: string | undefined): Operation {
    const { rules, authorizationSchema, cost } = this.#options
    const valid = validOperation(query, operationName, authorizationSchema.schema, rules)
    const entry = { text: query, isKnown: this.#earlier.delete(key), resized: () => this.#resize(key, operation) }
    const operation = new Operation(valid, entry, { ...this.#options, cost: cost(valid) })
    const bytes = OPERATION_BYTES + NODE_BYTES * forgetLocations(valid.document) + 2 * key.length
    this.#known.set(key, { operation, bytes }, { size: bytes })
    this.#longest = Math.max(this.#longest, query.length)
    return operation
  }

  #resize(key: string, operation: Operation): void {
    const known = this.#known.peek(key)
    if (known?.operation !== operation) return
    // A value that is the same keeps its size.
    this.#known.set(key, { ...known }, { size: known.bytes + operation.planBytes })
  }
}

/** No name has the character in it that stands between them, whatever a text has. */
function keyOf(query: string, operationName = ''): string {
  return `${operationName}\0${query}`
}

function partsOf(key: string): [name: string | undefined, query: string] {
  const end = key.indexOf('\0')
  return [end === 0 ? undefined : key.slice(0, end), key.slice(end + 1)]
}

const MAX_BYTES = 8 * 2 ** 20
const ENTRY_BYTES = 300

/**
 * Why texts were refused, by their hashes, the least recently requested forgotten first. Kept as JSON: an error itself would keep the
 * whole text that it was made for, by its stack and by the names in its messages, which are parts of that text.
 */
export class Refusals {
  readonly #kept = new LRUCache<string, string>({
    maxSize: MAX_BYTES,
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
