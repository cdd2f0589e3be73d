/** A planning thread seen from the event loop: one request at a time, callers by turns, each with a deadline; restarted when it dies or hangs. */

import { Worker } from 'node:worker_threads'
import { FairQueue } from '../fair-queue.ts'
import { ExecutorClosed, RefusedOperation } from '../executor.ts'
import type { SupergraphFacts } from '../supergraph/facts.ts'
import type { FromThread, ToThread } from './planning-messages.ts'
import type { PlanRequest } from './planner.ts'
import { overtime, PlanningFailure, unavailable } from './refusal.ts'

export type PlanningLimits = {
  /** Milliseconds that planning one operation may take; the thread is ended when it takes longer. */
  readonly planningTime: number
  /** Milliseconds from the request to its plan, waiting for others included. */
  readonly waitingTime: number
  /** Requests that may wait, of all callers together: new ones, and as many that are known. */
  readonly waiting: number
  /** Megabytes of the thread's heap. */
  readonly heap: number
}

export const DEFAULT_PLANNING_LIMITS: PlanningLimits = {
  planningTime: 10_000,
  waitingTime: 15_000,
  waiting: 200,
  heap: 512,
}

type Pending = {
  readonly id: number
  readonly caller: string
  readonly request: PlanRequest
  readonly resolve: (form: string) => void
  readonly reject: (error: Error) => void
  readonly expiry: NodeJS.Timeout
}

export class PlanningThread {
  readonly facts: SupergraphFacts
  readonly #supergraphSdl: string
  readonly #limits: PlanningLimits
  readonly #new: FairQueue<Pending>
  readonly #known: FairQueue<Pending>
  #worker: Worker | undefined
  #current: Pending | undefined
  #overtime: NodeJS.Timeout | undefined
  #nextId = 0
  #closed = false
  #settled: () => void = () => undefined

  private constructor(supergraphSdl: string, limits: PlanningLimits, worker: Worker, facts: SupergraphFacts) {
    this.#supergraphSdl = supergraphSdl
    this.#limits = limits
    this.#new = new FairQueue(limits.waiting)
    this.#known = new FairQueue(limits.waiting)
    this.facts = facts
    this.#use(worker)
  }

  /** Ready to plan when it resolves. @throws Error where the text is no supergraph */
  static async start(supergraphSdl: string, limits: Partial<PlanningLimits> = {}): Promise<PlanningThread> {
    const all = { ...DEFAULT_PLANNING_LIMITS, ...limits }
    const { worker, facts } = await startWorker(supergraphSdl, all)
    return new PlanningThread(supergraphSdl, all, worker, facts)
  }

  /**
   * JSON text of the plan's form. Rejects with RefusedOperation where there is none, with PlanningFailure where the planner or its thread
   * broke, with ExecutorClosed once the thread is closed.
   * @param caller who takes turns with others
   * @param isKnown it was planned for an earlier supergraph, and comes before what is new
   */
  plan(request: PlanRequest, caller = '', isKnown = false): Promise<string> {
    if (this.#closed) return Promise.reject(new ExecutorClosed())
    return new Promise((resolve, reject) => {
      const expiry = setTimeout(() => this.#expire(pending), this.#limits.waitingTime)
      const pending: Pending = { id: this.#nextId++, caller, request, resolve, reject, expiry }
      const displaced = (isKnown ? this.#known : this.#new).push(caller, pending)
      if (displaced) refuse(displaced)
      this.#next()
    })
  }

  /** Ends the thread when all its requests are answered; then it refuses. */
  async close(): Promise<void> {
    await this.#idle()
    this.#closed = true
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  /** A caller may need another plan at once, as warming does: idle is what stays idle for a turn of the event loop. */
  async #idle(): Promise<void> {
    while (this.#current || this.#known.size + this.#new.size > 0) {
      await new Promise<void>((resolve) => void (this.#settled = resolve))
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  #next(): void {
    if (this.#current || !this.#worker) return
    const pending = this.#known.shift() ?? this.#new.shift()
    if (!pending) return
    this.#current = pending
    this.#overtime = setTimeout(() => this.#restart(overtime()), this.#limits.planningTime)
    const message: ToThread = { id: pending.id, request: pending.request }
    this.#worker.postMessage(message)
  }

  #expire(pending: Pending): void {
    refuse(pending)
    if ([this.#known, this.#new].some((waiting) => waiting.remove(pending.caller, pending))) this.#settled()
  }

  #settle(how: (pending: Pending) => void): void {
    clearTimeout(this.#overtime)
    const pending = this.#current
    this.#current = undefined
    if (!pending) return
    clearTimeout(pending.expiry)
    how(pending)
    this.#settled()
  }

  #receive(message: FromThread): void {
    if (message.kind === 'ready' || message.kind === 'unusable') return
    if (this.#current?.id !== message.id) return
    this.#settle((pending) => {
      if (message.kind === 'planned') pending.resolve(message.form)
      else if (message.kind === 'refused') pending.reject(new RefusedOperation(message.errors))
      else pending.reject(failure(message.message, message.details))
    })
    this.#next()
  }

  #use(worker: Worker): void {
    this.#worker = worker
    worker.on('message', (message: FromThread) => this.#receive(message))
    let cause: unknown
    worker.on('error', (error) => (cause = error))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#restart(new PlanningFailure('The planning thread ended.', { cause }))
    })
    worker.unref()
    this.#next()
  }

  /** The current request fails with `error`; those that wait go to the new thread. */
  #restart(error: Error): void {
    const worker = this.#worker
    this.#worker = undefined
    this.#settle((pending) => pending.reject(error))
    if (worker) end(worker)
    if (!this.#closed) this.#startAgain()
  }

  #startAgain(): void {
    const started = startWorker(this.#supergraphSdl, this.#limits).then(({ worker }) => {
      if (!this.#closed) return this.#use(worker)
      end(worker)
    })
    started.catch(() => {
      if (!this.#closed) setTimeout(() => this.#startAgain(), 1000).unref()
    })
  }
}

function failure(message: string, details: string): PlanningFailure {
  return Object.assign(new PlanningFailure(message), { stack: details })
}

function refuse(pending: Pending): void {
  clearTimeout(pending.expiry)
  pending.reject(unavailable())
}

/** Not waited for: what is gone is gone. */
function end(worker: Worker): void {
  worker.terminate().catch(() => undefined)
}

function startWorker(
  supergraphSdl: string,
  { heap }: PlanningLimits,
): Promise<{ worker: Worker; facts: SupergraphFacts }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./planning-worker.ts', import.meta.url), {
      workerData: supergraphSdl,
      env: { ...process.env, APOLLO_TELEMETRY_DISABLED: '1' },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heap },
    })
    const ended = (): void => reject(new Error('The planning thread ended before it was ready.'))
    worker.once('error', reject)
    worker.once('exit', ended)
    worker.once('message', (message: FromThread) => {
      worker.off('error', reject)
      worker.off('exit', ended)
      if (message.kind === 'ready') return resolve({ worker, facts: message.facts })
      end(worker)
      reject(new Error(message.kind === 'unusable' ? message.message : 'The planning thread spoke out of turn.'))
    })
  })
}
