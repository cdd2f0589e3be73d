import type { Log } from '@shop/platform/log.ts'
import type { ExecutionContext, Result } from '../executor.ts'
import type { Asker } from '../http/asker.ts'
import { unexpected } from '../http/unexpected.ts'
import type { Mask } from '../operations/mask.ts'
import type { Variant } from '../operations/operation.ts'
import type { Opened } from '../operations/run.ts'
import { open } from '../operations/run.ts'
import type { Graph } from '../supergraph/graph.ts'
import type { UpstreamEvent } from './event.ts'

export type Filling = {
  readonly graph: Graph
  readonly mask: Mask
  readonly log: Log
  /** Milliseconds for the fetches of one event. */
  readonly timeoutMs: number
}

type Present = { readonly opened: Opened; readonly variant: Variant }

/** Makes one client's answers of events: fields of other subgraphs, what the client may not see, masked errors. */
export class EventFilling {
  readonly #parts: Filling
  readonly #asker: Asker
  readonly #context: (asker: Asker, timeoutMs: number) => ExecutionContext
  readonly #who: string
  #present: Promise<Present>
  #generation: Opened['generation'] | undefined

  constructor(
    parts: Filling,
    opened: Opened,
    variant: Variant,
    context: (asker: Asker, timeoutMs: number) => ExecutionContext,
    asker: Asker,
  ) {
    this.#parts = parts
    this.#asker = asker
    this.#context = context
    this.#present = Promise.resolve({ opened, variant })
    this.#generation = opened.generation
    const { query, operationName } = opened.request
    this.#who = JSON.stringify([query, operationName, opened.variables, asker.authorization])
  }

  /** Clients of the same operation, variables and authorization share an answer. Never rejects. */
  answer(event: UpstreamEvent, anew: boolean): Promise<Result> {
    if (anew) return this.#answer(event)
    const known = event.answers.get(this.#who)
    if (known) return known
    const made = this.#answer(event)
    event.answers.set(this.#who, made)
    return made
  }

  masked(result: Result): Result {
    return this.#parts.mask(result, this.#asker.requestId)
  }

  async #answer({ result }: UpstreamEvent): Promise<Result> {
    try {
      if (!result.data) return this.masked({ errors: result.errors ?? [] })
      const { opened, variant } = await this.#replanned()
      const { prepared } = variant
      if (prepared.kind !== 'subscription') throw new TypeError('a subscription stays one')
      const context = this.#context(this.#asker, this.#parts.timeoutMs)
      const filled = await prepared.perEvent(result, opened.variables, context)
      return this.masked(variant.restore(filled, opened.variables, this.#asker.caller))
    } catch (error) {
      return { errors: unexpected(error, this.#parts.log, this.#asker.requestId).errors }
    }
  }

  /**
   * After a reload, the plan of the new supergraph where it asks the same of upstream; else the one that there was, whose
   * subgraphs are found where they are now.
   */
  #replanned(): Promise<Present> {
    const { loaded } = this.#parts.graph
    if (!loaded || loaded === this.#generation) return this.#present
    this.#generation = loaded
    const earlier = this.#present
    this.#present = (async () => {
      const before = await earlier
      try {
        const opened = open(before.opened.request, loaded)
        const variant = await opened.operation.variant(this.#asker.caller)
        return asksTheSame(before.variant, variant) ? { opened, variant } : before
      } catch {
        return before
      }
    })()
    return this.#present
  }
}

function asksTheSame({ prepared: one }: Variant, { prepared: other }: Variant): boolean {
  if (one.kind !== 'subscription' || other.kind !== 'subscription') return false
  return one.primary.service === other.primary.service && one.primary.query === other.primary.query
}
