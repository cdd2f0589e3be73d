/** How long pages take beside nothing, and beside others, at our router and at one that has no work with them. */

import path from 'node:path'
import { distribution } from '../../saga/src/load/percentiles.ts'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { prepare, type Beside } from './beside.ts'
import { pageBody } from './page.ts'
import { subgraphsOf } from './router.ts'
import { plan, steady } from './steady.ts'

const PAGES_PER_SECOND = 200
const OTHERS_PER_SECOND = 100
const ROUNDS = 7
const WARM_SECONDS = 4

const HEAD = [
  ...['beside', 'round', 'pages', 'p50 ms', 'p99 ms', 'max ms'],
  ...['late p99 ms', 'failed', 'others', 'of them 200'],
]

/** @param url of the router. @returns the table: rounds turn by turn, so that what the machine does beside it shows in all, then medians; the first is to warm both sides up, and is not in it */
export async function sideBySide(url: string, kinds: readonly string[], seconds: number): Promise<string> {
  const { child, said: elsewhere } = await subgraphsOf(path.join(import.meta.dirname, 'refuse-all.ts'))
  const others: readonly (readonly [name: string, what?: Pick<Beside, 'what' | 'url'>])[] = [
    ['nothing'],
    ['refused documents', { what: kinds, url }],
    ['the same, sent elsewhere', { what: kinds, url: elsewhere }],
    ['pages', { what: 'pages', url }],
  ]
  const rows: TableCell[][] = []
  try {
    let first = 1_000
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, other] of others) {
        const lasts = round === 0 ? WARM_SECONDS : seconds
        console.error(`${round === 0 ? 'warming up' : `round ${round}`}, ${name} beside ...`)
        first += OTHERS_PER_SECOND * lasts * 2
        const order = other && { ...other, perSecond: OTHERS_PER_SECOND, seconds: lasts, first }
        const measured = await pagesBeside(url, order, lasts)
        if (round > 0) rows.push([name, round, ...measured])
      }
    }
  } finally {
    await child.stop(2_000)
  }
  return table(HEAD, [...rows, ...others.map(([name]) => medians(name, rows))])
}

async function pagesBeside(url: string, order: Beside | undefined, seconds: number): Promise<readonly TableCell[]> {
  const planned = plan(PAGES_PER_SECOND, seconds, pageBody)
  const begin = order && (await prepare(order))
  const [measured, statuses = new Map<number, number>()] = await Promise.all([steady(url, planned), begin?.()])
  const { count, p50, p99, max } = distribution(measured.latencies)
  const failed = count - (measured.statuses.get(200) ?? 0)
  const sent = [...statuses.values()].reduce((sum, each) => sum + each, 0)
  return [count, p50, p99, max, distribution(measured.lateness).p99, failed, sent, statuses.get(200) ?? 0]
}

function medians(name: string, rows: readonly (readonly TableCell[])[]): readonly TableCell[] {
  const own = rows.filter(([first]) => first === name)
  const middle = (column: number): number =>
    own.map((row) => Number(row[column])).sort((a, b) => a - b)[own.length >> 1] ?? 0
  return [`${name}, median`, null, ...HEAD.slice(2).map((_, column) => middle(column + 2))]
}
