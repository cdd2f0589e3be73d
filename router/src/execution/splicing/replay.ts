/** Fetches that were sent, so that another run of the same plan gets their outcomes and nothing is asked twice. */

import type { ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../../executor.ts'

type ReplayDone = (outcome: UpstreamOutcome) => void
type Sent = { readonly request: UpstreamRequest; outcome?: UpstreamOutcome; waiting?: ReplayDone }

export class RecordedUpstreams implements Upstreams {
  readonly #upstreams: Upstreams
  readonly #sent: Sent[] = []

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: ReplayDone): void {
    const sent: Sent = { request }
    this.#sent.push(sent)
    this.#upstreams.send(request, context, (outcome) => {
      sent.outcome = outcome
      sent.waiting?.(outcome)
      done(outcome)
    })
  }

  /** Answers what was sent before, each once; sends the rest. */
  again(): Upstreams {
    const left = [...this.#sent]
    return {
      send: (request, context, done) => {
        const index = left.findIndex((sent) => isSame(sent.request, request))
        const [sent] = index >= 0 ? left.splice(index, 1) : []
        if (!sent) this.#upstreams.send(request, context, done)
        else if (sent.outcome) done(sent.outcome)
        else sent.waiting = done
      },
    }
  }
}

function isSame(one: UpstreamRequest, other: UpstreamRequest): boolean {
  return one.service === other.service && one.body === other.body
}
