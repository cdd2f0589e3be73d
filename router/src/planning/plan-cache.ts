/** Operations that were prepared before, by name and text; bounded by bytes. */

import { LRUCache } from 'lru-cache'
import type { PlanForm } from './plan-form.ts'
import type { PlanRequest } from './planner.ts'

export type PlanCacheLimits = {
  /** Bytes of memory. */
  readonly bytes: number
}

/** By heap snapshots: of any compiled operation, and of what is compiled from each byte of a plan's JSON text. */
const COMPILED_BYTES = 3_000
const COMPILED_BYTES_PER_BYTE = 9

const DEFAULT_LIMITS: PlanCacheLimits = { bytes: 64 * 2 ** 20 }

type CachedPlan<Operation> = { readonly request: PlanRequest; readonly operation: Operation; readonly bytes: number }

export class PlanCache<Operation> {
  readonly #plan: (request: PlanRequest, caller: string | undefined) => Promise<string>
  readonly #compile: (form: PlanForm, request: PlanRequest) => Operation
  readonly #entries: LRUCache<string, CachedPlan<Operation>>
  readonly #underWay = new Map<string, Promise<Operation>>()

  /**
   * @param plan JSON text of a plan's form
   * @param compile makes it ready to run
   */
  constructor(
    plan: (request: PlanRequest, caller: string | undefined) => Promise<string>,
    compile: (form: PlanForm, request: PlanRequest) => Operation,
    limits: Partial<PlanCacheLimits> = {},
  ) {
    this.#plan = plan
    this.#compile = compile
    this.#entries = new LRUCache({
      maxSize: limits.bytes ?? DEFAULT_LIMITS.bytes,
      sizeCalculation: ({ bytes }) => bytes,
    })
  }

  /** At once where it is known; those who ask for the same at the same time wait for one plan. */
  get(request: PlanRequest, caller?: string): Operation | Promise<Operation> {
    const key = planKey(request)
    return this.#entries.get(key)?.operation ?? this.#underWay.get(key) ?? this.#add(key, request, caller)
  }

  /** The most recently used requests first. */
  requests(): PlanRequest[] {
    return [...this.#entries.values()].map(({ request }) => request)
  }

  #add(key: string, request: PlanRequest, caller: string | undefined): Promise<Operation> {
    const added = this.#plan(request, caller).then((text) => {
      // The JSON text of a plan form is our own thread's, or one that it wrote to disk.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const operation = this.#compile(JSON.parse(text) as PlanForm, request)
      const bytes = COMPILED_BYTES + COMPILED_BYTES_PER_BYTE * text.length + 2 * key.length
      this.#entries.set(key, { request, operation, bytes })
      return operation
    })
    this.#underWay.set(key, added)
    const forget = (): void => void this.#underWay.delete(key)
    added.then(forget, forget)
    return added
  }
}

/** What tells one plan from another of the same supergraph. */
export function planKey({
  document,
  operationName = '',
  isValid = false,
  overrides = [],
  conditions,
}: PlanRequest): string {
  // A plan that is decided, though by nothing, is another than the one that says what is to be decided.
  const decided = conditions
    ? `!${conditions.map(([variable, value]) => `${variable}${value ? '+' : '-'}`).join('')}`
    : ''
  return `${isValid ? '+' : '-'}${operationName}\n${overrides.join(',')}\n${decided}\n${document}`
}
