/** Runs one operation while fetches fail, and reports where the answer is not a subset of the complete one. */

import { compileOperation } from '../src/execution/operation.ts'
import type { Result } from '../src/executor.ts'
import { isTree } from '../src/json.ts'
import { LocalUpstreams, PATIENT, type Instead, type LocalSubgraph } from '../testing/execution/local-upstreams.ts'
import type { Planned } from './attempt.ts'
import { parsed, visiblePath } from './compare.ts'
import { hash } from './random.ts'
import { nulledByStricterField } from './stricter-fields.ts'
import { firstWrong, type AnswerPath } from './subset.ts'
import type { FuzzWorld } from './world.ts'

/** What is there is as it would be without the failures; each null that would be something is the end of an error's path. */
export async function untruth(
  world: FuzzWorld,
  { operation, outages, form, document, variables }: Planned,
): Promise<string | undefined> {
  if (form.kind !== 'query') return undefined
  const expected = parsed(await world.oracle(operation.document, operation.variables, []))
  const fails: Instead = (service, { query }) =>
    hash(outages, service, query) % 3 === 0 ? { ok: false, reason: 'unreachable' } : undefined
  const upstreams = new LocalUpstreams(world.subgraphs, fails)
  const prepared = compileOperation(form, document, { ...world.settings, upstreams })
  if (prepared.kind === 'subscription') return undefined
  const { data, errors = [] } = parsed(await prepared.execute(variables, PATIENT))
  // An error of several fields stands at their object; beyond the first ones only the number of paths is reported.
  const ends = errors.some(({ path }) => !path)
    ? undefined
    : new Set(errors.map(({ path = [] }) => visiblePath(data, path).join('.')))
  const isNulled = nulledByStricterField(world, document, pathsOf(errors))
  const isExplained = (path: AnswerPath): boolean =>
    !ends || ends.has(path.join('.')) || ends.has(path.slice(0, -1).join('.')) || isNulled(path)
  const wrong = firstWrong(data, expected.data, [], isExplained)
  return (
    wrong &&
    `with outages, at ${wrong.join('.')}\n${JSON.stringify(data)}\nis no subset of\n${JSON.stringify(expected.data)}\n${JSON.stringify(errors)}`
  )
}

/**
 * Runs it while subgraphs do not know some of the fetched entities: what is there is as it would be, no entity is
 * fetched without its key, and nothing counts as an outage.
 */
export async function ignorance(
  world: FuzzWorld,
  { operation, outages, form, document, variables }: Planned,
): Promise<string | undefined> {
  if (form.kind !== 'query') return undefined
  const expected = parsed(await world.oracle(operation.document, operation.variables, []))
  const subgraphs = [...world.subgraphs].map(([name, subgraph]) => [name, forgetful(name, subgraph, outages)] as const)
  const upstreams = new LocalUpstreams(new Map(subgraphs))
  const prepared = compileOperation(form, document, { ...world.settings, upstreams })
  if (prepared.kind === 'subscription') return undefined
  const { data, errors = [] } = parsed(await prepared.execute(variables, PATIENT))
  const outage = errors.find(({ extensions }) => extensions?.['code'] === 'SERVICE_UNAVAILABLE')
  const wrong = outage ? (outage.path ?? []) : firstWrong(data, expected.data, [], () => true)
  return (
    wrong &&
    `with unknown entities, at ${wrong.join('.')}\n${JSON.stringify(data)}\nis no subset of\n${JSON.stringify(expected.data)}\n${JSON.stringify(errors)}`
  )
}

function pathsOf(errors: NonNullable<Result['errors']>): readonly AnswerPath[] {
  return errors.flatMap(({ path }) => (path ? [path] : []))
}

function forgetful(name: string, subgraph: LocalSubgraph, seed: number): LocalSubgraph {
  return async (request) => {
    const answer = await subgraph(request)
    const { representations } = request.variables
    const entities = isTree(answer) && isTree(answer['data']) ? answer['data']['_entities'] : undefined
    if (!isTree(answer) || !Array.isArray(entities) || !Array.isArray(representations)) return answer
    const isKnown = (index: number) => hash(seed, name, JSON.stringify(representations[index])) % 4 > 0
    return { ...answer, data: { _entities: entities.map((each: unknown, index) => (isKnown(index) ? each : null)) } }
  }
}
