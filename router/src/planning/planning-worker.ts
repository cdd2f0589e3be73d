/** The planning thread itself: builds a planner from the supergraph it is given, then answers one request after another. */

import { parentPort, workerData } from 'node:worker_threads'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { FromThread, ToThread } from './planning-messages.ts'
import { Planner } from './planner.ts'

const say = (message: FromThread): void => parentPort?.postMessage(message)

try {
  const planner = new Planner(String(workerData))
  parentPort?.on('message', (message: ToThread) => say(answer(planner, message)))
  say({ kind: 'ready', facts: planner.facts })
} catch (error) {
  say({ kind: 'unusable', message: error instanceof Error ? error.message : String(error) })
}

function answer(planner: Planner, { id, request }: ToThread): FromThread {
  try {
    return { kind: 'planned', id, form: JSON.stringify(planner.plan(request)) }
  } catch (error) {
    return { kind: 'refused', id, errors: formatted(error) }
  }
}

function formatted(error: unknown): GraphQLFormattedError[] {
  if (error instanceof AggregateError) return error.errors.flatMap(formatted)
  if (error instanceof RangeError)
    return [{ message: 'The operation is nested too deeply.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]
  if (!(error instanceof GraphQLError)) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      { message: `The operation could not be planned: ${message}`, extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]
  }
  const code =
    error.extensions['code'] ??
    (error.name === 'GraphQLError' && isSyntax(error) ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED')
  return [{ ...error.toJSON(), extensions: { ...error.extensions, code } }]
}

function isSyntax(error: GraphQLError): boolean {
  return error.message.startsWith('Syntax Error')
}
