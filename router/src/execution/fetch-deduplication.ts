/** Identical fetches of queries that are under way at the same time are sent once, within one authorization; mutations never are. */

import type { ExecutionContext, UpstreamFailure, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'

type OnOutcome = (outcome: UpstreamOutcome) => void
type FetchFollower = { readonly context: ExecutionContext; readonly done: OnOutcome }
/** The headers that may change an answer: the authorization, and whatever else is forwarded. */
type DeduplicationScope = { readonly authorization: string; readonly text: string }
type Leader = { readonly context: ExecutionContext; readonly followers: FetchFollower[] }

/** Headers that differ from request to request, and change no answer. */
const PER_REQUEST = new Set(['traceparent', 'tracestate', 'x-request-id'])

/** Outcomes that say why the leader stopped waiting, and nothing about the answer. */
const WAITING: ReadonlySet<UpstreamFailure> = new Set(['aborted', 'timeout', 'deadline'])

export class FetchDeduplication implements Upstreams {
  readonly #upstreams: Upstreams
  /** By authorization, then by all that fetches differ in. */
  readonly #underWay = new Map<string, Map<string, Leader>>()
  readonly #scopes = new WeakMap<readonly string[], DeduplicationScope>()

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: OnOutcome): void {
    const scope = this.#scope(context.headers)
    if (!request.idempotent) return this.#change(scope, request, context, done)
    const key = `${request.service}\n${scope.text}\n${request.body}`
    const leader = this.#underWay.get(scope.authorization)?.get(key)
    // Who may wait longer than the leader does not give up with it; who may not, does not wait for it.
    if (leader && leader.context.deadline <= context.deadline) {
      leader.followers.push({ context, done })
      return
    }
    this.#lead(scope, key, request, context, done)
  }

  /** Who has changed something reads it changed: does not join what may have been read before. */
  #change(
    { authorization }: DeduplicationScope,
    request: UpstreamRequest,
    context: ExecutionContext,
    done: OnOutcome,
  ): void {
    this.#underWay.delete(authorization)
    this.#upstreams.send(request, context, (outcome) => {
      this.#underWay.delete(authorization)
      done(outcome)
    })
  }

  #lead(
    scope: DeduplicationScope,
    key: string,
    request: UpstreamRequest,
    context: ExecutionContext,
    done: OnOutcome,
  ): void {
    const led: Leader = { context, followers: [] }
    const others = this.#underWay.get(scope.authorization) ?? new Map<string, Leader>()
    this.#underWay.set(scope.authorization, others.set(key, led))
    this.#upstreams.send(request, context, (outcome) => {
      if (others.get(key) === led) others.delete(key)
      if (others.size === 0 && this.#underWay.get(scope.authorization) === others)
        this.#underWay.delete(scope.authorization)
      done(outcome)
      for (const follower of led.followers) {
        // What ended only the leader's waiting says nothing about the answer.
        if (outcome.ok || !WAITING.has(outcome.reason)) follower.done(outcome)
        else this.send(request, follower.context, follower.done)
      }
    })
  }

  #scope(headers: readonly string[]): DeduplicationScope {
    const known = this.#scopes.get(headers)
    if (known !== undefined) return known
    let text = ''
    let authorization = ''
    for (let index = 0; index < headers.length; index += 2) {
      const name = headers[index]?.toLowerCase() ?? ''
      const value = headers[index + 1] ?? ''
      if (name === 'authorization') authorization = value
      if (!PER_REQUEST.has(name)) text += `${name}:${value}\n`
    }
    const scope = { authorization, text }
    this.#scopes.set(headers, scope)
    return scope
  }
}
