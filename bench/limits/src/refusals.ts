/** What refused documents cost the router, and those who ask beside them. */

import path from 'node:path'
import { schemas, urlOf } from '../../router/src/subgraphs/schemas.ts'
import { distribution } from '../../saga/src/load/percentiles.ts'
import { table, type Cell } from '../../saga/src/report/table.ts'
import { prepare, type Beside } from './beside.ts'
import { cpuOf } from './cpu.ts'
import { newPageBody, pageBody } from './page.ts'
import { refused } from './refused.ts'
import { startRouter, subgraphsOf, type MeasuredRouter } from './router.ts'
import { Sender, plan, steady } from './steady.ts'

const PAGES_PER_SECOND = 200
const OTHERS_PER_SECOND = 100
const ROUNDS = 5
const TOGETHER = 4
const WARM = 200
const COUNTED = 400

const kinds = Object.entries(refused)

/** @param seconds of each round. @returns the tables */
export async function measureRefusals(seconds: number): Promise<string> {
  const { child } = await subgraphsOf(
    path.join(import.meta.dirname, '..', '..', 'router', 'src', 'subgraphs', 'serve.ts'),
  )
  try {
    const router = await startRouter(schemas, urlOf)
    try {
      return `${await costs(router)}\n\n${await beside(router, seconds)}`
    } finally {
      await router.stop()
    }
  } finally {
    await child.stop(2_000)
  }
}

/** Of one kind after the other, a few under way: what one document takes. */
async function costs(router: MeasuredRouter): Promise<string> {
  const asked: readonly (readonly [name: string, body: (number: number) => string])[] = [
    ['accepted: the order page, known', pageBody],
    ['accepted: the order page, new each time', newPageBody],
    ...kinds.map(([name, make]) => [name, (number: number) => JSON.stringify(make(number))] as const),
  ]
  const sender = new Sender(router.url)
  const rows: Cell[][] = []
  for (const [name, body] of asked) {
    const bodies = Array.from({ length: WARM + COUNTED }, (_, number) => body(number))
    const statuses = new Set<number>()
    const send = (some: readonly string[]): Promise<void[]> => {
      const left = some.values()
      const next = async (): Promise<void> => {
        for (const each of left) statuses.add((await sender.send(each)).status)
      }
      return Promise.all(Array.from({ length: TOGETHER }, next))
    }
    await send(bodies.slice(0, WARM))
    const before = cpuOf(router.pid)
    await send(bodies.slice(WARM))
    const after = cpuOf(router.pid)
    const kilobytes = (bodies[0]?.length ?? 0) / 1000
    const main = (after.mainThreadMs - before.mainThreadMs) / COUNTED
    rows.push([name, [...statuses].join(), kilobytes, (after.allMs - before.allMs) / COUNTED, main])
  }
  await sender.close()
  return table(['document', 'status', 'KB', 'CPU ms', 'of it event loop'], rows)
}

/** Turn by turn, so that what the machine does beside it shows in both. */
async function beside(router: MeasuredRouter, seconds: number): Promise<string> {
  const rows: Cell[][] = []
  await steady(router.url, plan(PAGES_PER_SECOND, 4, pageBody))
  let number = 1_000
  for (let round = 1; round <= ROUNDS; round++) {
    for (const what of [undefined, 'refused documents', 'pages'] as const) {
      console.error(`round ${round}, ${what ?? 'nothing'} beside ...`)
      const first = (number += OTHERS_PER_SECOND * seconds * 2)
      const order: Beside | undefined = what && { what, url: router.url, perSecond: OTHERS_PER_SECOND, seconds, first }
      const planned = plan(PAGES_PER_SECOND, seconds, pageBody)
      const begin = order && (await prepare(order))
      const [measured, statuses = new Map<number, number>()] = await Promise.all([
        steady(router.url, planned),
        begin?.(),
      ])
      const { count, p50, p99, max } = distribution(measured.latencies)
      const failed = count - (measured.statuses.get(200) ?? 0)
      const sent = [...statuses.values()].reduce((sum, each) => sum + each, 0)
      rows.push([what ?? 'nothing', round, count, p50, p99, max, failed, sent, statuses.get(200) ?? 0])
    }
  }
  const head = ['beside', 'round', 'pages', 'p50 ms', 'p99 ms', 'max ms', 'failed', 'others', 'of them 200']
  const median = (name: string): Cell[] => {
    const own = rows.filter(([first]) => first === name)
    const middle = (column: number): number =>
      own.map((row) => Number(row[column])).sort((a, b) => a - b)[own.length >> 1] ?? 0
    return [`${name}, median`, null, middle(2), middle(3), middle(4), middle(5), middle(6), middle(7), middle(8)]
  }
  return table(head, [...rows, ...['nothing', 'refused documents', 'pages'].map(median)])
}
