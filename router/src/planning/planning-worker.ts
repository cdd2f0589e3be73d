/** The planning thread itself: builds a planner from the supergraph it is given, then answers one request after another. */

import { parentPort, workerData } from 'node:worker_threads'
import { inspect } from 'node:util'
import { RefusedOperation } from '../executor.ts'
import type { FromThread, ToThread } from './planning-messages.ts'
import { Planner } from './planner.ts'
import { nestedTooDeeply, tooLongPlan } from './refusal.ts'

const say = (message: FromThread): void => parentPort?.postMessage(message)

try {
  const planner = new Planner(String(workerData))
  parentPort?.on('message', (message: ToThread) => say(answer(planner, message)))
  say({ kind: 'ready', facts: planner.facts })
} catch (error) {
  say({ kind: 'unusable', message: messageOf(error) })
}

/** Characters of a plan's JSON text, which the event loop reads: a plan of five hundred fetches has 130,000. */
const MAX_PLAN_LENGTH = 4_000_000

function answer(planner: Planner, { id, request }: ToThread): FromThread {
  try {
    const form = JSON.stringify(planner.plan(request))
    if (form.length > MAX_PLAN_LENGTH) throw tooLongPlan()
    return { kind: 'planned', id, form }
  } catch (error) {
    const refusal = error instanceof RangeError ? nestedTooDeeply() : error
    if (refusal instanceof RefusedOperation) return { kind: 'refused', id, errors: refusal.errors }
    return { kind: 'failed', id, message: messageOf(error), details: inspect(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
