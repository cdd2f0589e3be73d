/** Fetches that are alike and under way at the same time are sent once: within one authorization, and never what changes something. */

import type { ExecutionContext, UpstreamFailure, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'

type Done = (outcome: UpstreamOutcome) => void
type Follower = { readonly context: ExecutionContext; readonly done: Done }
type Leader = { readonly context: ExecutionContext; readonly followers: Follower[] }

/** Headers that tell one request from another, and change no answer. */
const PER_REQUEST = new Set(['traceparent', 'tracestate', 'x-request-id'])

/** Ends of a leader's waiting, which say nothing of the answer. */
const WAITING: ReadonlySet<UpstreamFailure> = new Set(['aborted', 'timeout', 'deadline'])

export class SharedUpstreams implements Upstreams {
  readonly #upstreams: Upstreams
  readonly #underWay = new Map<string, Leader>()
  readonly #scopes = new WeakMap<readonly string[], string>()

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: Done): void {
    if (!request.idempotent) return this.#upstreams.send(request, context, done)
    const key = `${request.service}\n${this.#scope(context.headers)}\n${request.body}`
    const leader = this.#underWay.get(key)
    // Who may wait longer than the leader does not give up with it; who may not, does not wait for it.
    if (leader && leader.context.deadline <= context.deadline) {
      leader.followers.push({ context, done })
      return
    }
    this.#lead(key, request, context, done)
  }

  #lead(key: string, request: UpstreamRequest, context: ExecutionContext, done: Done): void {
    const led: Leader = { context, followers: [] }
    this.#underWay.set(key, led)
    this.#upstreams.send(request, context, (outcome) => {
      if (this.#underWay.get(key) === led) this.#underWay.delete(key)
      done(outcome)
      for (const follower of led.followers) {
        // What ended only the leader's waiting says nothing about the answer.
        if (outcome.ok || !WAITING.has(outcome.reason)) follower.done(outcome)
        else this.send(request, follower.context, follower.done)
      }
    })
  }

  /** All that may change an answer: the authorization, and whatever else is forwarded. */
  #scope(headers: readonly string[]): string {
    const known = this.#scopes.get(headers)
    if (known !== undefined) return known
    let scope = ''
    for (let index = 0; index < headers.length; index += 2) {
      const name = headers[index]?.toLowerCase() ?? ''
      if (!PER_REQUEST.has(name)) scope += `${name}:${headers[index + 1]}\n`
    }
    this.#scopes.set(headers, scope)
    return scope
  }
}
