import { LRUCache } from 'lru-cache'
import type { Cost } from './cost/compile.ts'
import type { DocumentRules, ValidOperation } from './document.ts'
import { checkTokens, validOperation } from './document.ts'
import type { OperationParts } from './operation.ts'
import { Operation } from './operation.ts'
import { forgetLocations } from './locations.ts'
import { sha256 } from './manifest.ts'
import { Refusals } from './refusals.ts'
import { RequestError } from './request-error.ts'

/** Bytes of memory, by heap snapshots: of a small operation, its plan and compiled functions, and of each node of its document. */
const OPERATION_BYTES = 7_000
const NODE_BYTES = 350

/** What became of a text that was not known as an operation. */
export type ReadOutcome = 'read' | 'refused' | 'refused again'

export type OperationsParts = Omit<OperationParts, 'cost'> & {
  readonly rules: DocumentRules
  readonly cost: (operation: ValidOperation) => Cost
  /** Bytes of memory for operations that were asked for. */
  readonly operationCacheBytes: number
  readonly read: (outcome: ReadOutcome) => void
}

const SHOWN_HASH = 12

/** The operations of one supergraph that were asked for, by text and name, the least recently used forgotten first. */
export class OperationCache {
  readonly #parts: OperationsParts
  readonly #known: LRUCache<string, Operation>
  /** Characters of the longest text that has been known: a longer one is not looked for, which would take a copy of it. */
  #longest = 0
  /** Apart from those that are good: whoever sends nonsense empties only this. */
  readonly #refusals = new Refusals()

  constructor(parts: OperationsParts) {
    this.#parts = parts
    this.#known = new LRUCache({ maxSize: parts.operationCacheBytes })
  }

  /** Whether it has been read, so that getting it takes no time. */
  has(query: string, operationName: string | undefined): boolean {
    return query.length <= this.#longest && this.#known.has(keyOf(query, operationName))
  }

  /** Throws a RequestError; what was refused once is refused again without being read again. */
  get(query: string, operationName: string | undefined): Operation {
    const known = query.length <= this.#longest ? this.#known.get(keyOf(query, operationName)) : undefined
    return known ?? this.#read(query, operationName)
  }

  /** Before anything else, its hash too, is made of a text that may be as long as a request. */
  #checkTokens(query: string): void {
    try {
      checkTokens(query, this.#parts.rules.limits)
    } catch (error) {
      this.#parts.read('refused')
      throw error
    }
  }

  #read(query: string, operationName: string | undefined): Operation {
    this.#checkTokens(query)
    const key = keyOf(query, operationName)
    const hash = sha256(key)
    const refused = this.#refusals.get(hash)
    if (refused) {
      this.#parts.read('refused again')
      throw refused
    }
    const { rules, authorizationSchema, cost, read } = this.#parts
    try {
      const valid = validOperation(query, operationName, authorizationSchema.schema, rules)
      const shown = sha256(query).slice(0, SHOWN_HASH)
      const operation = new Operation(valid, shown, { ...this.#parts, cost: cost(valid) })
      const size = OPERATION_BYTES + NODE_BYTES * forgetLocations(valid.document) + 2 * key.length
      this.#known.set(key, operation, { size })
      this.#longest = Math.max(this.#longest, query.length)
      read('read')
      return operation
    } catch (error) {
      if (error instanceof RequestError) this.#refusals.set(hash, error)
      read('refused')
      throw error
    }
  }
}

/** No name has the character in it that stands between them, whatever a text has. */
function keyOf(query: string, operationName = ''): string {
  return `${operationName}\0${query}`
}
