/**
 * Subgraphs that have answered once, and answer again with something like it: the same request always the same within one
 * variation, and something else in the next.
 */

import type { ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../../src/executor.ts'
import { deliver } from '../../testing/execution/local-upstreams.ts'
import { hash, Random } from '../random.ts'
import { garbled } from './garble.ts'
import { varied, type Json } from './vary.ts'

type EntitiesRequest = { readonly query: string; readonly variables: { readonly representations?: readonly unknown[] } }
type EntitiesAnswer = { readonly data?: { readonly _entities?: readonly Json[] } | null }

const FAILURES = ['unreachable', 'timeout', 'overloaded', 'invalid'] as const

export class VariedUpstreams implements Upstreams {
  /** Which variation is answered; without one, subgraphs are queried and their answers recorded. */
  variation: number | undefined
  readonly #subgraphs: Upstreams
  readonly #learnt = new Map<string, EntitiesAnswer>()
  readonly #outcomes = new Map<string, UpstreamOutcome>()

  constructor(subgraphs: Upstreams) {
    this.#subgraphs = subgraphs
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: (outcome: UpstreamOutcome) => void): void {
    const { query, variables }: EntitiesRequest = JSON.parse(request.body)
    const key = `${request.service}\n${query}`
    if (this.variation === undefined) {
      this.#subgraphs.send(request, context, (outcome) => {
        if (outcome.ok) this.#learnt.set(key, JSON.parse(outcome.body.toString()))
        done(outcome)
      })
      return
    }
    // The data do not depend on the number of fetches, so both ways of running it see the same.
    const requestKey = `${this.variation}\n${request.service}\n${canonical(request.body)}`
    const outcome =
      this.#outcomes.get(requestKey) ?? answerOf(requestKey, this.#learnt.get(key), variables.representations)
    if (this.#outcomes.size > 20) this.#outcomes.clear()
    this.#outcomes.set(requestKey, outcome)
    deliver(outcome, done)
  }
}

/** Without differences of writing, which a representation that was spliced may have. */
function canonical(body: string): string {
  return JSON.stringify(JSON.parse(body))
}

function answerOf(
  requestKey: string,
  learnt: EntitiesAnswer | undefined,
  representations: readonly unknown[] | undefined,
): UpstreamOutcome {
  const random = new Random(hash(requestKey))
  if (!learnt || random.chance(0.01)) return { ok: false, reason: random.pick(FAILURES) }
  const answer = representations ? forEntities(learnt, representations) : learnt
  const isWild = random.chance(0.3)
  const text = JSON.stringify(varied(random, answer, isWild))
  return { ok: true, status: 200, body: isWild && random.chance(0.3) ? garbled(random, text) : Buffer.from(text) }
}

/** As many entities as this operation fetches. */
function forEntities(answer: EntitiesAnswer, representations: readonly unknown[]): EntitiesAnswer {
  const entities = answer.data?._entities
  if (!entities || entities.length === 0) return answer
  const chosen = representations.map((each, index) => entities[hash(JSON.stringify(each)) % entities.length] ?? index)
  return { ...answer, data: { ...answer.data, _entities: chosen } }
}
