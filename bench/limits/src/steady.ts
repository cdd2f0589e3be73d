/** Requests that are sent when they are due, whatever became of those before. */

import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { schedule } from '../../saga/src/load/schedule.ts'

export type SteadyRun = {
  /** Milliseconds from the moment when each was due: who waits to be sent waits as well. */
  readonly latencies: readonly number[]
  /** Milliseconds from then until each was sent: how late this process itself was. */
  readonly lateness: readonly number[]
  /** How many answers had which status; 0: the connection was cut off while the request was still being sent. */
  readonly statuses: ReadonlyMap<number, number>
}

/** What is sent, and when: made before the first request of all that run beside each other. */
export type LoadPlan = { readonly due: Float64Array; readonly bodies: readonly string[] }

export function plan(perSecond: number, seconds: number, bodyOf: (number: number) => string): LoadPlan {
  const due = schedule('poisson', perSecond, seconds, seededRandom(perSecond))
  return { due, bodies: Array.from(due, (_, number) => bodyOf(number)) }
}

export async function steady(url: string, { due, bodies }: LoadPlan): Promise<SteadyRun> {
  const sender = new Sender(url)
  const latencies: number[] = []
  const lateness: number[] = []
  const statuses = new Map<number, number>()
  const start = performance.now()
  const send = async (body: string, at: number): Promise<void> => {
    lateness.push(performance.now() - start - at)
    const { status } = await sender.send(body)
    latencies.push(performance.now() - start - at)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const sent: Promise<void>[] = []
  for (const [number, at] of due.entries()) {
    const waitMs = start + at - performance.now()
    if (waitMs > 0) await delay(waitMs)
    sent.push(send(bodies[number] ?? '', at))
  }
  await Promise.all(sent)
  await sender.close()
  return { latencies, lateness, statuses }
}

/** A client of one endpoint. */
export class Sender {
  readonly #pool: Pool
  readonly #path: string

  constructor(url: string) {
    const { origin, pathname } = new URL(url)
    this.#pool = new Pool(origin, { connections: 256, pipelining: 1 })
    this.#path = pathname
  }

  /** Status and text of the answer; 0 where the connection was cut off first. */
  async send(body: string): Promise<{ readonly status: number; readonly text: string }> {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
    try {
      const answered = await this.#pool.request({ path: this.#path, method: 'POST', headers, body })
      return { status: answered.statusCode, text: await answered.body.text() }
    } catch {
      return { status: 0, text: '' }
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}
