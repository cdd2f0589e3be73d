/**
 * Goes through all aggregates of a service, some with each scrape, and adds them up: what the invariants are judged by, without
 * ever reading a whole collection at once. A round is no moment in time: sums of different services agree at rest.
 */

import { sampledGauges } from '@shop/platform/sampled.ts'
import type { Collection } from 'mongodb'
import type { Registry } from 'prom-client'
import { type AggregateDocument, held } from '../aggregates/document.ts'
import type { AnyState } from '../decider.ts'
import { type LogEntry, logId } from '../outbox/mongoLog.ts'
import { timeoutMS } from './counting.ts'

/** What one aggregate adds to the sums, and which invariants it breaks by itself. */
export type Audited = {
  readonly totals: Readonly<Record<string, number>>
  readonly broken?: readonly string[]
}

export type Round = {
  readonly aggregates: number
  readonly totals: ReadonlyMap<string, number>
  readonly broken: ReadonlyMap<string, number>
}

type Auditing<State extends AnyState> = {
  readonly documents: Collection<AggregateDocument>
  readonly events: Collection<LogEntry>
  readonly audited: (state: State) => Audited
  readonly atOnce?: number // aggregates; default 1,000
}

export class Audit<State extends AnyState> {
  readonly #auditing: Auditing<State> & { readonly atOnce: number }
  #last = ''
  #end: string | undefined // the newest when the round began: those that come meanwhile are for the next one
  #underWay = nothing()
  #finished: Round | undefined

  constructor(auditing: Auditing<State>) {
    this.#auditing = { atOnce: 1_000, ...auditing }
  }

  /** Looks at the next ones. Answers the last round that is finished; undefined before the first. */
  async goOn(): Promise<Round | undefined> {
    const { documents, atOnce, audited } = this.#auditing
    this.#end ??= await this.#newest()
    const page = await documents
      .find({ _id: { $gt: this.#last, $lte: this.#end } }, { projection: { operations: 0, outbox: 0 }, timeoutMS })
      .sort({ _id: 1 })
      .limit(atOnce)
      .toArray()
    const unlogged = await this.#unlogged(page)
    for (const document of page) {
      const { totals, broken = [] } = audited(held<State>({ ...document, operations: {}, outbox: {} }).state)
      for (const [what, value] of Object.entries(totals)) add(this.#underWay.totals, what, value)
      for (const invariant of broken) add(this.#underWay.broken, invariant, 1)
    }
    add(this.#underWay.broken, 'log', unlogged)
    this.#underWay.aggregates += page.length
    this.#last = page.at(-1)?._id ?? ''
    if (page.length < atOnce) this.#finish()
    return this.#finished
  }

  #finish(): void {
    this.#finished = this.#underWay
    this.#underWay = nothing()
    this.#last = ''
    this.#end = undefined
  }

  async #newest(): Promise<string> {
    const [newest] = await this.#auditing.documents
      .find({}, { projection: { _id: 1 }, timeoutMS })
      .sort({ _id: -1 })
      .limit(1)
      .toArray()
    return newest?._id ?? ''
  }

  /** How many have an empty outbox, and a version that is not in the log. */
  async #unlogged(page: readonly AggregateDocument[]): Promise<number> {
    const ids = page.filter(({ outboxSince }) => !outboxSince).map(({ _id, version }) => logId(_id, version))
    if (ids.length === 0) return 0
    const found = await this.#auditing.events
      .find({ _id: { $in: ids } }, { projection: { _id: 1 }, timeoutMS })
      .toArray()
    return ids.length - found.length
  }
}

export function watchInvariants<State extends AnyState>(registry: Registry, auditing: Auditing<State>): void {
  const audit = new Audit(auditing)
  sampledGauges(registry, () => audit.goOn(), [
    {
      name: 'shop_audit_total',
      help: 'Sums over all aggregates of the service, of the last round that is finished',
      labelNames: ['what'],
      read: ({ totals }) => [...totals].map(([what, value]) => ({ labels: { what }, value })),
    },
    {
      name: 'shop_audit_broken',
      help: 'Aggregates that break an invariant by themselves, in that round',
      labelNames: ['invariant'],
      read: ({ broken }) => [...broken].map(([invariant, value]) => ({ labels: { invariant }, value })),
    },
    {
      name: 'shop_audit_aggregates',
      help: 'Aggregates that the last finished round has looked at',
      read: ({ aggregates }) => [{ value: aggregates }],
    },
  ])
}

function nothing() {
  return { aggregates: 0, totals: new Map<string, number>(), broken: new Map<string, number>() }
}

function add(sums: Map<string, number>, what: string, value: number): void {
  sums.set(what, (sums.get(what) ?? 0) + value)
}
