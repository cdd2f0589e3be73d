import type { Log } from '@shop/platform/log.ts'
import type { Result } from '../executor.ts'
import type { ClientContext } from '../request/client-context.ts'
import { contextFor } from '../request/client-context.ts'
import { unexpected } from '../request/unexpected.ts'
import type { Mask } from '../operations/mask.ts'
import type { ResolvedSubscription } from './resolved-subscription.ts'
import { withCursor } from './cursors.ts'
import type { UpstreamEvent } from './event.ts'
import type { AnswerEvent } from './event-stream.ts'

export type EventFillingOptions = {
  readonly mask: Mask
  readonly log: Log
  /** Milliseconds for the fetches of one event. */
  readonly timeoutMs: number
}

/** Makes one client's answers of events, with the plan of one supergraph: fields of other subgraphs, what the client may not see, masked errors. */
export class EventFilling {
  readonly #options: EventFillingOptions
  readonly #resolved: ResolvedSubscription
  readonly #clientContext: ClientContext
  readonly #answerKey: string

  constructor(options: EventFillingOptions, resolved: ResolvedSubscription, clientContext: ClientContext) {
    this.#options = options
    this.#resolved = resolved
    this.#clientContext = clientContext
    const { request, variables, generation } = resolved.accepted
    const { query, operationName } = request
    this.#answerKey = JSON.stringify([
      generation.supergraph.id,
      query,
      operationName,
      variables,
      clientContext.authorization,
    ])
  }

  /** Clients of the same operation, variables and authorization share an answer. Never rejects. */
  readonly answer: AnswerEvent = (event, anew) => {
    if (anew) return this.#answer(event).then((result) => withCursor(result, event.cursor))
    const known = event.answers.get(this.#answerKey)
    if (known) return known
    const made = this.#answer(event).then((result) => withCursor(result, event.cursor))
    event.answers.set(this.#answerKey, made)
    return made
  }

  masked(result: Result): Result {
    return this.#options.mask(result, this.#clientContext)
  }

  async #answer({ result }: UpstreamEvent): Promise<Result> {
    try {
      if (!result.data) return this.masked({ errors: result.errors ?? [] })
      const { accepted, variant, subscription } = this.#resolved
      const context = contextFor(this.#clientContext, this.#options.timeoutMs)
      const filled = await subscription.perEvent(result, accepted.variables, context)
      return this.masked(variant.restore(filled, accepted.variables, this.#clientContext.caller))
    } catch (error) {
      return { errors: unexpected(error, this.#options.log, this.#clientContext).errors }
    }
  }
}
