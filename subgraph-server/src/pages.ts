/**
 * Pages of rows whose `_id` holds the order: time-ordered ids, newest first. Some servers that speak MongoDB's protocol
 * sort all matches of a secondary index before they cut, so pages walk along `_id` wherever that is short.
 */
import type { PageRequest } from './connection.ts'
import { LRUCache } from 'lru-cache'
import type { Model, PipelineStage, QueryFilter } from 'mongoose'
import { forWriters } from '@shop/events/aggregates/document.ts'

type Row = { readonly _id: string }
/** A model, of which only this much is needed. */
type Rows = Pick<Model<unknown>, 'aggregate' | 'collection'>
type Branch<T> = { readonly filter: QueryFilter<T>; readonly limit: number }

/** So many rows are read one by one before an index is used instead. */
const MAX_WALK = 5_000
/** Where others than those that match may lie thick, as what anybody can make more of. */
const MAX_WALK_AMONG_OTHERS = 500
const MAX_BRANCHES = 50
const MAX_REMEMBERED = 10_000

/** Older than the page's cursor; for filters that have an index of their own, which this must not keep from being used. */
export function olderThan<T>({ after }: PageRequest): QueryFilter<T> {
  return after === undefined ? {} : { $expr: { $lt: ['$_id', after] } }
}

/**
 * The newest rows of the page, and one more where there are more.
 *
 * @example
 * const bills = await newest<{ _id: string; total: number }>(model, { after: undefined, limit: 20 }) // up to 21
 */
export async function newest<T extends Row>(model: Rows, { after, limit }: PageRequest): Promise<T[]> {
  const range = after === undefined ? {} : { _id: { $lt: after } }
  return model.aggregate<T>([{ $match: range }, { $sort: { _id: -1 } }, ...firstOf(limit)])
}

/**
 * The same of those that match: from the newest ones where that fills the page, else by the filter's index.
 *
 * @example
 * const unpaid = await newestWhere<{ _id: string; isPaid: boolean }>(model, { isPaid: false }, { after: id, limit: 20 })
 */
export async function newestWhere<T extends Row>(model: Rows, filter: QueryFilter<T>, page: PageRequest): Promise<T[]> {
  const { after, limit } = page
  const range = after === undefined ? {} : { _id: { $lt: after } }
  const walk: PipelineStage[] = [{ $match: range }, { $sort: { _id: -1 } }, { $limit: MAX_WALK }, { $match: filter }]
  const found = await model.aggregate<T>([...walk, ...firstOf(limit)])
  if (found.length > limit) return found
  const [rows = []] = await pagesAtOnce(model, [{ filter: { ...filter, ...olderThan<T>(page) }, limit }])
  return rows
}

/**
 * The newest rows of every branch, and one more where there are more; in one query for up to 50 branches.
 *
 * @example
 * const branches = ['kim', 'lee'].map((userId) => ({ filter: { userId }, limit: 20 }))
 * const [ofKim, ofLee] = await pagesAtOnce<{ _id: string; userId: string }>(model, branches)
 */
export async function pagesAtOnce<T extends Row>(model: Rows, branches: readonly Branch<T>[]): Promise<T[][]> {
  if (branches.length > MAX_BRANCHES) {
    const [now, later] = [branches.slice(0, MAX_BRANCHES), branches.slice(MAX_BRANCHES)]
    return (await Promise.all([pagesAtOnce(model, now), pagesAtOnce(model, later)])).flat()
  }
  const [first, ...others] = branches.map(pipelineOf)
  if (!first) return []
  const unions = others.map((pipeline) => ({ $unionWith: { coll: model.collection.name, pipeline } }))
  const rows = await model.aggregate<T & { readonly branch: number }>([...first, ...unions])
  const pages: T[][] = branches.map(() => [])
  for (const row of rows) pages[row.branch]?.push(row)
  return pages.map((page) => page.toSorted((a, b) => (a._id < b._id ? 1 : -1)))
}

function pipelineOf<T>({ filter, limit }: Branch<T>, branch: number) {
  return [
    { $match: filter },
    { $sort: { _id: -1 as const } },
    ...firstOf(limit),
    { $addFields: { branch: { $literal: branch } } },
  ]
}

/**
 * The first pages of lists that have an owner each. Where a list's first page ended when it was last read is cached: what is newer,
 * and what has come since, is then all that has to be read and sorted, however long the list is. Rows never leave their list.
 */
export class FirstPages<T extends Row> {
  readonly #model: Rows
  readonly #path: string
  readonly #index: string
  readonly #floors = new LRUCache<string, string>({ max: MAX_REMEMBERED })

  /** `path`: of the owner's id in a row. `index`: the name of an index on that and `_id`. */
  constructor(model: Rows, path: string, index: string) {
    this.#model = model
    this.#path = path
    this.#index = index
  }

  /** The owner's newest rows, and one more where there are more. */
  async read(owner: string, limit: number): Promise<T[]> {
    const key = `${limit} ${owner}`
    const floor = this.#floors.get(key)
    let found = floor === undefined ? [] : await this.#newest(owner, limit, { _id: { $gte: floor } })
    if (found.length <= limit) found = await this.#newest(owner, limit)
    const next = found[limit]
    if (next) this.#floors.set(key, next._id)
    return found
  }

  async #newest(owner: string, limit: number, range: object = {}): Promise<T[]> {
    const filter = { [this.#path]: owner, ...range }
    const stages = [{ $match: filter }, { $sort: { _id: -1 as const } }, ...firstOf(limit)]
    return this.#model.aggregate<T>(stages).hint(this.#index)
  }
}

/**
 * Pages of the rows that match, by id, oldest first: from the next rows where that fills the page, else by the filter's index, which begins
 * with the filter's fields and ends with `_id`, so that those that do not match are not walked through. Where such a page ended is cached: what
 * has come since is all that is read and sorted besides, however many match. A row that matches goes on matching.
 */
export class MatchingPages<T extends Row> {
  readonly #model: Rows
  readonly #filter: QueryFilter<T>
  readonly #index: string
  readonly #ends = new LRUCache<string, string>({ max: MAX_REMEMBERED })

  /** `index`: its name. */
  constructor(model: Rows, filter: QueryFilter<T>, index: string) {
    this.#model = model
    this.#filter = filter
    this.#index = index
  }

  /** The next rows of the page, and one more where there are more. */
  async read({ after = '', limit }: PageRequest): Promise<T[]> {
    const key = `${limit} ${after}`
    const end = this.#ends.get(key)
    if (end === undefined) {
      const walked = await this.#walk(after, limit)
      if (walked.length > limit) return walked
    }
    const known = end === undefined ? [] : await this.#indexed(limit, { $gt: after, $lte: end })
    const found = known.length > limit ? known : await this.#indexed(limit, { $gt: after })
    const last = found[limit]
    if (last) this.#ends.set(key, last._id)
    return found
  }

  #walk(after: string, limit: number): Promise<T[]> {
    return this.#model.aggregate<T>([
      { $match: { _id: { $gt: after } } },
      { $sort: { _id: 1 } },
      { $limit: MAX_WALK_AMONG_OTHERS },
      { $match: this.#filter },
      ...firstOf(limit),
    ])
  }

  #indexed(limit: number, range: { readonly $gt: string; readonly $lte?: string }): Promise<T[]> {
    const stages = [{ $match: { ...this.#filter, _id: range } }, { $sort: { _id: 1 as const } }, ...firstOf(limit)]
    return this.#model.aggregate<T>(stages).hint(this.#index)
  }
}

/** One more than the page, which tells whether there are more. */
function firstOf(limit: number): readonly [PipelineStage.Limit, PipelineStage.Project] {
  return [{ $limit: limit + 1 }, { $project: forWriters }]
}
