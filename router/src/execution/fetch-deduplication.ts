/** Identical fetches of queries that are under way at the same time are sent once, within one authorization; mutations never are. */

import type { ExecutionContext, UpstreamFailure, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'

type OnOutcome = (outcome: UpstreamOutcome) => void
type FetchFollower = { readonly context: ExecutionContext; readonly done: OnOutcome }
type Leader = { readonly context: ExecutionContext; readonly followers: FetchFollower[] }

/** Outcomes that say why the leader stopped waiting, and nothing about the answer. */
const WAITING: ReadonlySet<UpstreamFailure> = new Set(['aborted', 'timeout', 'deadline'])

export class FetchDeduplication implements Upstreams {
  readonly #upstreams: Upstreams
  /** By authorization, then by subgraph and body. */
  readonly #underWay = new Map<string, Map<string, Leader>>()

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: OnOutcome): void {
    const { authorization } = context.headers
    if (!request.idempotent) return this.#change(authorization, request, context, done)
    const key = request.key ?? `${request.service}\n${request.body}`
    const leader = this.#underWay.get(authorization)?.get(key)
    if (leader && mayFollow(leader, context)) leader.followers.push({ context, done })
    else this.#lead(authorization, key, request, context, done)
  }

  /** Read your writes: after a mutation, queries do not join a fetch that began before it. */
  #change(authorization: string, request: UpstreamRequest, context: ExecutionContext, done: OnOutcome): void {
    this.#underWay.delete(authorization)
    this.#upstreams.send(request, context, (outcome) => {
      this.#underWay.delete(authorization)
      done(outcome)
    })
  }

  #lead(
    authorization: string,
    key: string,
    request: UpstreamRequest,
    context: ExecutionContext,
    done: OnOutcome,
  ): void {
    const led: Leader = { context, followers: [] }
    const others = this.#underWay.get(authorization) ?? new Map<string, Leader>()
    this.#underWay.set(authorization, others.set(key, led))
    this.#upstreams.send(request, context, (outcome) => {
      if (others.get(key) === led) others.delete(key)
      if (others.size === 0 && this.#underWay.get(authorization) === others) this.#underWay.delete(authorization)
      done(outcome)
      for (const follower of led.followers) {
        // The leader's own timeout or abort says nothing about the answer.
        if (outcome.ok || !WAITING.has(outcome.reason)) follower.done(outcome)
        else this.send(request, follower.context, follower.done)
      }
    })
  }
}

/** A request with an earlier deadline than the leader's does not wait for it. */
function mayFollow(leader: Leader, { headers, deadline }: ExecutionContext): boolean {
  return leader.context.deadline <= deadline && leader.context.headers.scope === headers.scope
}
