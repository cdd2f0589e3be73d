/** Runs one operation both ways and says what differs. */

import { getVariableValues, Kind, type ExecutionResult, type GraphQLFormattedError } from 'graphql'
import { decisions } from '../../planning/decide.ts'
import { compileOperation } from '../operation.ts'
import { PATIENT } from '../testing/local-upstreams.ts'
import type { Operation } from './generate-operation.ts'
import type { World } from './world.ts'

/** Undefined where both are the same. */
export async function difference(
  world: World,
  operation: Operation,
  overrides: readonly string[],
): Promise<string | undefined> {
  const definition = operation.document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const { coerced } = getVariableValues(world.schema, definition?.variableDefinitions ?? [], operation.variables)
  if (!coerced) return undefined
  const expectedLog: string[] = []
  const expected = await world.oracle(operation.document, operation.variables, expectedLog)
  world.log.length = 0
  let actual: ExecutionResult
  try {
    const first = world.planner.plan({ document: operation.text, overrides })
    const conditions = first.undecided && decisions(first.undecided, coerced)
    const form = conditions ? world.planner.plan({ document: operation.text, overrides, conditions }) : first
    const prepared = compileOperation(form, world.settings)
    if (prepared.kind === 'subscription') return 'planned as a subscription'
    actual = parsed(await prepared.execute(coerced, PATIENT))
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`
  }
  const [wanted, got] = [JSON.stringify(expected.data), JSON.stringify(actual.data)]
  if (wanted !== got)
    return `data is\n${got}\nnot\n${wanted}\nerrors ${JSON.stringify(actual.errors)}\nnot ${JSON.stringify(expected.errors)}`
  const [wantedErrors, gotErrors] = [errorPlaces(parsed(expected)), errorPlaces(actual)]
  if (wantedErrors !== gotErrors)
    return `errors are at\n${gotErrors}\nnot\n${wantedErrors}\n${JSON.stringify(actual.errors)}\ndata ${got}`
  // Where a null reaches the root, what comes after it may be left undone (GraphQL specification, 6.4.4); graphql-js does.
  const ran = expected.data === null ? world.log.slice(0, expectedLog.length) : world.log
  if (ran.join() !== expectedLog.join())
    return `mutations ran as\n${world.log.join('\n')}\nnot\n${expectedLog.join('\n')}`
  return undefined
}

/** As a client sees it: JSON. */
function parsed(result: object): ExecutionResult {
  return JSON.parse(JSON.stringify(result))
}

/** Where in the data errors left a null: several below one null are one, since which of them is told depends on timing. */
function errorPlaces({
  data,
  errors = [],
}: {
  readonly data?: unknown
  readonly errors?: readonly GraphQLFormattedError[]
}): string {
  const places = new Set(errors.map(({ path = [] }) => visiblePart(data, path).join('.')))
  return [...places].sort().join('\n')
}

function visiblePart(data: unknown, path: readonly (string | number)[]): (string | number)[] {
  const part: (string | number)[] = []
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null) break
    part.push(step)
    value = Object.getOwnPropertyDescriptor(value, step)?.value
  }
  return part
}
