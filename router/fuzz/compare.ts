/** Runs one operation both ways and says what differs. */

import type { DocumentNode, GraphQLFormattedError } from 'graphql'
import type { PreparedOperation, Result } from '../src/executor.ts'
import { compileOperation } from '../src/execution/operation.ts'
import type { ProjectionChoice } from '../src/execution/shaping.ts'
import { parseJson } from '../src/json.ts'
import { PATIENT } from '../testing/execution/local-upstreams.ts'
import type { Planned } from './attempt.ts'
import { firstWrong } from './subset.ts'
import { nulledByStricterField } from './stricter-fields.ts'
import type { FuzzWorld } from './world.ts'

/** Undefined where both are the same. */
export async function difference(
  world: FuzzWorld,
  { operation, form, document, variables }: Planned,
): Promise<string | undefined> {
  const expectedLog: string[] = []
  const expected = parsed(await world.oracle(operation.document, operation.variables, expectedLog))
  world.log.length = 0
  const shaped = async (projection: ProjectionChoice): Promise<Result> =>
    parsed(await answer(compileOperation(form, document, { ...world.settings, projection }), variables, world))
  const actual = await shaped('generated')
  const ranLog = [...world.log]
  const isRepeatable = form.kind !== 'mutation'
  const exact = isRepeatable ? await shaped('exact') : actual
  const differs = unlike(world, document, expected, actual)
  if (differs !== undefined) return differs
  if (JSON.stringify(exact) !== JSON.stringify(actual))
    return `exactly it is\n${JSON.stringify(exact)}\nnot\n${JSON.stringify(actual)}`
  // Where a null reaches the root, what comes after it may be left undone (GraphQL specification, 6.4.4); graphql-js does.
  const ran = expected.data === null ? ranLog.slice(0, expectedLog.length) : ranLog
  if (form.kind === 'mutation' && ran.join() !== expectedLog.join())
    return `mutations ran as\n${ran.join('\n')}\nnot\n${expectedLog.join('\n')}`
  return undefined
}

/** A subscription's answer is that of one event, which its subgraph gives as for a query. */
async function answer(
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  world: FuzzWorld,
): Promise<Result> {
  if (prepared.kind !== 'subscription') return prepared.execute(variables, PATIENT)
  const subscription = await prepared.subscriptionFor(variables)
  const { service, query, variableNames } = subscription.primary
  const used = Object.fromEntries(variableNames.map((name) => [name, variables[name]]))
  const body = JSON.stringify({ query, variables: used })
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  // The body's memory is reused as soon as this returns.
  world.upstreams.send({ service, body, idempotent: false }, PATIENT, (outcome) => {
    if (outcome.ok) resolve(parseJson(outcome.body.toString()) as Result)
    else reject(new Error(`no event: ${outcome.reason}`))
  })
  return subscription.perEvent(await promise, variables, PATIENT)
}

/** As a client sees it: JSON, with the digits of its numbers. */
export function parsed(result: object): Result {
  return parseJson(JSON.stringify(result)) as Result
}

/** How an answer differs from the expected one. @param document without conditions */
export function unlike(
  world: FuzzWorld,
  document: DocumentNode,
  expected: ComparedResult,
  actual: ComparedResult,
): string | undefined {
  const [wanted, got] = [JSON.stringify(expected.data), JSON.stringify(actual.data)]
  const errors = `errors ${JSON.stringify(actual.errors)}\nnot ${JSON.stringify(expected.errors)}`
  if (wanted === got) return sameErrors(expected, actual) ? undefined : `errors differ\n${errors}\ndata ${got}`
  const reported = new Set(actual.errors?.map(({ path }) => path?.join('.')))
  const both = expected.errors?.flatMap(({ path }) => (path && reported.has(path.join('.')) ? [path] : [])) ?? []
  const isNulled = nulledByStricterField(world, document, both)
  const isLost = firstWrong(actual.data, expected.data, [], isNulled) === undefined
  if (isLost && sameErrors({ ...expected, data: actual.data }, actual)) return undefined
  return `data is\n${got}\nnot\n${wanted}\n${errors}`
}

type ComparedResult = { readonly data?: unknown; readonly errors?: readonly GraphQLFormattedError[] }

/** Whether errors stand at the same places. Of more than twenty places of one, the router reports the first, and how many more there are. */
function sameErrors(expected: ComparedResult, actual: ComparedResult): boolean {
  const [wanted, reported] = [errorPaths(expected), errorPaths(actual)]
  const notListed = (actual.errors ?? []).reduce((sum, { extensions }) => sum + Number(extensions?.['places'] ?? 0), 0)
  const missing = [...wanted].filter((path) => !reported.has(path)).length
  return [...reported].every((path) => wanted.has(path)) && missing <= notListed
}

/** Where in the data errors left a null: several below one null are one, since which of them is reported depends on timing. */
function errorPaths({ data, errors = [] }: ComparedResult): Set<string> {
  const listed = errors.filter(({ extensions }) => extensions?.['places'] === undefined)
  return new Set(listed.map(({ path = [] }) => visiblePath(data, path).join('.')))
}

export function visiblePath(data: unknown, path: readonly (string | number)[]): (string | number)[] {
  const visible: (string | number)[] = []
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null) break
    visible.push(step)
    value = Object.getOwnPropertyDescriptor(value, step)?.value
  }
  return visible
}
