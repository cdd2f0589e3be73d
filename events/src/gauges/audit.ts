/**
 * Goes through what a service stores, some of it with each scrape, and adds up what it finds: what the invariants are computed from,
 * without ever reading a whole collection at once. A round is no moment in time: sums of different services agree at rest.
 */

import { sampledGauges } from '@shop/platform/sampled.ts'
import type { Collection } from 'mongodb'
import type { Registry } from 'prom-client'
import type { Contract } from '../contract/contract.ts'
import { timeoutMS } from './counting.ts'

/** What one aggregate adds to the sums, and which invariants it breaks by itself. */
export type Audited = {
  readonly totals: Readonly<Record<string, number>>
  readonly broken?: readonly string[]
}

/** What has been looked at, added up. */
export class AuditTotals {
  aggregates = 0
  readonly totals = new Map<string, number>()
  readonly broken = new Map<string, number>()

  total(what: string, value: number): void {
    add(this.totals, what, value)
  }

  breaks(invariant: string, aggregates = 1): void {
    add(this.broken, invariant, aggregates)
  }

  addAll({ aggregates, totals, broken }: AuditTotals): void {
    this.aggregates += aggregates
    for (const [what, value] of totals) this.total(what, value)
    for (const [invariant, value] of broken) this.breaks(invariant, value)
  }
}

/** A way through one collection, by id, page by page. */
export type Walk = {
  /** The highest id that is there now; "" where there is none. */
  readonly newest: () => Promise<string>
  /** Looks at some of what comes after one id, up to another. `next`: where to go on after; undefined: that was the last. */
  readonly page: (
    after: string,
    end: string,
  ) => Promise<{ readonly found: AuditTotals; readonly next: string | undefined }>
}

/** A round is one walk after the other, each up to the newest id of when it began: what comes meanwhile is for the next one. */
export class Audit {
  readonly #walks: readonly Walk[]
  #turn = 0
  #after = ''
  #end: string | undefined
  #underWay = new AuditTotals()
  #finished: AuditTotals | undefined
  #looking: Promise<AuditTotals | undefined> | undefined

  constructor(walks: readonly Walk[]) {
    this.#walks = walks
  }

  /** Looks at the next ones, unless that is still going on. Answers the last round that is finished; undefined before the first. */
  goOn(): Promise<AuditTotals | undefined> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  /** Where a round ends, the next begins in the same scrape, so a small collection is read as a whole. */
  async #look(): Promise<AuditTotals | undefined> {
    do {
      const walk = this.#walks[this.#turn]
      if (!walk) return undefined
      this.#end ??= await walk.newest()
      const { found, next } = await walk.page(this.#after, this.#end)
      this.#underWay.addAll(found)
      this.#after = next ?? ''
      if (next === undefined) this.#walked()
    } while (this.#after === '' && this.#turn > 0)
    return this.#finished
  }

  #walked(): void {
    this.#end = undefined
    this.#turn = (this.#turn + 1) % this.#walks.length
    if (this.#turn > 0) return
    this.#finished = this.#underWay
    this.#underWay = new AuditTotals()
  }
}

/** Every scrape goes on with the audit a little, and shows the last round that is finished. */
export function showAudit(contract: Pick<Contract, 'metric'>, registry: Registry, audit: Audit): void {
  sampledGauges(registry, () => audit.goOn(), [
    {
      name: contract.metric('audit_sum'),
      help: 'Sums over all aggregates of the service, of the last round that is finished',
      labelNames: ['what'],
      read: ({ totals }) => [...totals].map(([what, value]) => ({ labels: { what }, value })),
    },
    {
      name: contract.metric('audit_broken'),
      help: 'Aggregates that break an invariant by themselves, in that round',
      labelNames: ['invariant'],
      read: ({ broken }) => [...broken].map(([invariant, value]) => ({ labels: { invariant }, value })),
    },
    {
      name: contract.metric('audit_aggregates'),
      help: 'Aggregates that the last finished round has looked at',
      read: ({ aggregates }) => [{ value: aggregates }],
    },
  ])
}

/** The `newest` of a walk through a whole collection. */
export async function newestId<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
): Promise<string> {
  const newest = await collection.findOne({}, { projection: { _id: 1 }, sort: { _id: -1 }, timeoutMS })
  return newest?._id ?? ''
}

function add(sums: Map<string, number>, what: string, value: number): void {
  sums.set(what, (sums.get(what) ?? 0) + value)
}
