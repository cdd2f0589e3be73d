import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Territory } from '../authorization/filter.ts'
import type { Executor } from '../executor.ts'
import type { Cost } from './cost/compile.ts'
import type { DocumentRules, ValidOperation } from './document.ts'
import { validOperation } from './document.ts'
import { Operation } from './operation.ts'
import { RequestError } from './request-error.ts'

/** Rough cost in memory of an operation over its text: parsed document, plan, compiled functions. */
const BYTES_PER_CHARACTER = 40
const REFUSALS_BYTES = 8 * 2 ** 20

export type OperationsParts = {
  readonly rules: DocumentRules
  readonly executor: Executor
  readonly territory: Territory
  readonly cost: (operation: ValidOperation) => Cost
  /** Bytes of memory for operations that were asked for. */
  readonly operationCacheBytes: number
}

/** The operations of one supergraph that were asked for, by text and name, the least recently used forgotten first. */
export class Operations {
  readonly #parts: OperationsParts
  readonly #known: LRUCache<string, Operation>
  /** By hash, and apart from those that are good: whoever sends nonsense empties only this. */
  readonly #refused = new LRUCache<string, RequestError>({ maxSize: REFUSALS_BYTES, sizeCalculation: sizeOf })

  constructor(parts: OperationsParts) {
    this.#parts = parts
    this.#known = new LRUCache({
      maxSize: parts.operationCacheBytes,
      sizeCalculation: (_operation, key) => key.length * BYTES_PER_CHARACTER + 500,
    })
  }

  /** Throws a RequestError; what was refused once is refused again without being read again. */
  get(query: string, operationName: string | undefined): Operation {
    const key = operationName === undefined ? query : `${operationName}\0${query}`
    return this.#known.get(key) ?? this.#read(query, operationName, key)
  }

  #read(query: string, operationName: string | undefined, key: string): Operation {
    const hash = createHash('sha256').update(key).digest('base64')
    const refused = this.#refused.get(hash)
    if (refused) throw refused
    const { rules, executor, territory, cost } = this.#parts
    try {
      const valid = validOperation(query, operationName, territory.schema, rules)
      const operation = new Operation(valid, executor, territory, cost(valid))
      this.#known.set(key, operation)
      return operation
    } catch (error) {
      if (error instanceof RequestError) this.#refused.set(hash, error)
      throw error
    }
  }
}

/** What is wrong may be a name as long as the document, and stands in the message. */
function sizeOf({ errors }: RequestError): number {
  return errors.reduce((bytes, { message }) => bytes + 2 * message.length, 1_000)
}
