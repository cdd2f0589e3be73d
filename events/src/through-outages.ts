import { backoff } from '@shop/platform/backoff.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { isOutage } from './outage.ts'

const withinMs = 60_000 // an election takes seconds

/**
 * For what may be done again, by a service that begins, or behind an answer. Tries until it succeeds; rejects with what is no
 * outage, or takes longer than a minute.
 */
export async function throughOutages<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  const began = performance.now()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (!isOutage(error) || performance.now() - began > withinMs) throw error
      await delay(backoff(attempt))
    }
  }
}
