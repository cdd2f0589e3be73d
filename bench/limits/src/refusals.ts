/** What refused documents cost the router, and other clients meanwhile. */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { schemas, urlOf } from '../../router/src/subgraphs/schemas.ts'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { newPageBody, pageBody } from './page.ts'
import { refused } from './refused.ts'
import { startRouter, subgraphsOf, type MeasuredRouter } from './router.ts'
import { sideBySide } from './side-by-side.ts'
import { Sender } from './steady.ts'

const TOGETHER = 4
const WARM = 200
const COUNTED = 400

/** @param seconds of each round; @param kinds of documents: names in refused.ts. @returns the tables */
export async function measureRefusals(seconds: number, kinds: readonly string[]): Promise<string> {
  const subgraphs = path.join(import.meta.dirname, '..', '..', 'router', 'src', 'subgraphs', 'serve.ts')
  const { child } = await subgraphsOf(subgraphs)
  try {
    const router = await startRouter(schemas, urlOf)
    try {
      return `${await costs(router, kinds)}\n\n${await sideBySide(router.url, kinds, seconds)}`
    } finally {
      await router.stop()
    }
  } finally {
    await child.stop(2_000)
  }
}

/** Of one kind after the other, a few under way: what one document takes. */
async function costs(router: MeasuredRouter, kinds: readonly string[]): Promise<string> {
  const requests: readonly (readonly [name: string, body: (number: number) => string])[] = [
    ['accepted: the order page, known', pageBody],
    ['accepted: the order page, new each time', newPageBody],
    ...kinds.map((name) => [name, (number: number) => JSON.stringify(refused[name]?.(number))] as const),
  ]
  const sender = new Sender(router.url)
  const rows: TableCell[][] = []
  for (const [name, body] of requests) {
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

type Cpu = { readonly allMs: number; readonly mainThreadMs: number }

/** To the microsecond, which /proc/PID/stat is not, and by thread. Threads that have ended are not in it. */
function cpuOf(pid: number): Cpu {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => ({ thread, ms: millisecondsOf(pid, thread) }))
  return {
    allMs: threads.reduce((sum, { ms }) => sum + ms, 0),
    mainThreadMs: threads.find(({ thread }) => thread === String(pid))?.ms ?? 0,
  }
}

function millisecondsOf(pid: number, thread: string): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'), 10) / 1e6
  } catch {
    return 0 // it has ended between two looks
  }
}
