/** A closed loop: so many requests are always under way. */

import { Pool } from 'undici'
import type { BenchPage } from './pages.ts'

export type RouterLoad = {
  readonly requests: number
  readonly seconds: number
  readonly latencies: readonly number[]
  readonly bytes: number
  readonly failed: number
}

function bodyOf({ query: queryOf, variables }: BenchPage, number: number): string {
  const query = queryOf(number)
  const operationName = /query (\w+)/.exec(query)?.[1]
  return JSON.stringify({ query, variables: variables(number), operationName })
}

/** @param url of the GraphQL endpoint; @param seconds until no further request is begun */
export async function load(
  url: string,
  page: BenchPage,
  connections: number,
  seconds: number,
  token?: string,
): Promise<RouterLoad> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const latencies: number[] = []
  let [bytes, failed, number] = [0, 0, Math.floor(Math.random() * 1e6)]
  const began = performance.now()
  const end = began + seconds * 1000
  const one = async (): Promise<void> => {
    const body = bodyOf(page, number++)
    const sent = performance.now()
    const answered = await pool.request({ path: pathname, method: 'POST', headers, body })
    const text = await answered.body.text()
    latencies.push(performance.now() - sent)
    bytes += text.length
    if (answered.statusCode !== 200 || text.includes('"errors"')) failed++
  }
  const loop = async (): Promise<void> => {
    while (performance.now() < end) await one()
  }
  await Promise.all(Array.from({ length: connections }, loop))
  await pool.close()
  return { requests: latencies.length, seconds: (performance.now() - began) / 1000, latencies, bytes, failed }
}
