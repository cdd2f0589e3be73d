import { LRUCache } from 'lru-cache'
import type { Territory } from '../authorization/filter.ts'
import type { Executor } from '../executor.ts'
import type { DocumentRules } from './document.ts'
import { validOperation } from './document.ts'
import { Operation } from './operation.ts'
import { RequestError } from './request-error.ts'

/** Rough cost in memory of an operation over its text: parsed document, plan, compiled functions. */
const BYTES_PER_CHARACTER = 40
const LONGEST_REFUSED = 20_000

/** The operations of one supergraph that were asked for, by text and name, the least recently used forgotten first. */
export class Operations {
  readonly #known: LRUCache<string, Operation | RequestError>
  readonly #rules: DocumentRules
  readonly #executor: Executor
  readonly #territory: Territory

  constructor(rules: DocumentRules, executor: Executor, territory: Territory, maxBytes: number) {
    this.#rules = rules
    this.#executor = executor
    this.#territory = territory
    this.#known = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (entry, key) => key.length * (entry instanceof Operation ? BYTES_PER_CHARACTER : 2) + 500,
    })
  }

  /** Throws a RequestError; what was refused once is refused again without being read again. */
  get(query: string, operationName: string | undefined): Operation {
    const key = operationName === undefined ? query : `${operationName}\0${query}`
    const known = this.#known.get(key) ?? this.#read(query, operationName, key)
    if (known instanceof Operation) return known
    throw known
  }

  #read(query: string, operationName: string | undefined, key: string): Operation | RequestError {
    try {
      const valid = validOperation(query, operationName, this.#territory.schema, this.#rules)
      const operation = new Operation(valid, this.#executor, this.#territory)
      this.#known.set(key, operation)
      return operation
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      if (query.length <= LONGEST_REFUSED) this.#known.set(key, error)
      return error
    }
  }
}
