/** One fetch of a plan, ready to run: its request's fixed text is written once, only variables and representations are filled in. */

import type { EntityFetch, UpstreamRequest } from '../executor.ts'
import type { FetchStep } from '../planning/plan-form.ts'
import { invalidAnswer, readAnswer, type SubgraphAnswer, type UpstreamError } from '../upstream/answer.ts'
import { compileBody, type Run, type RunState, type RunStep } from './steps.ts'
import {
  MAX_REPORTED_PATHS,
  moreOf,
  merge,
  misfits,
  objectsAt,
  pathsOf,
  renamedPath,
  renameKeys,
  REPORTED,
  type Failure,
  type Path,
} from './tree.ts'
import { compileRepresentation } from './representation.ts'
import { isTree, own, put, type Tree } from '../json.ts'
import type { TypeConditions } from './type-conditions.ts'

export type FetchSettings = {
  readonly applies: TypeConditions
  /** Names of the supergraph's interfaces. */
  readonly interfaces: ReadonlySet<unknown>
}

export function compileFetch(step: FetchStep, settings: FetchSettings): RunStep {
  return step.requires ? compileEntityFetch(step, settings) : compileRootFetch(step, settings)
}

function compileRootFetch(step: FetchStep, settings: FetchSettings): RunStep {
  const write = compileBody(step)
  const keys = new Set(step.keys)
  const idempotent = step.operationKind === 'query'
  return (run, done) => {
    if (step.path.length > 0 && objectsAt(run.data, step.path).length === 0) return done() // nothing leads back to the root
    const { body, key } = write(run.variables, undefined)
    send({ service: step.service, body, key, idempotent }, step, keys, run, done, (answer) =>
      absorbRoot(step, keys, settings, run, answer),
    )
  }
}

/**
 * Whatever is wrong with an answer is wrong with this fetch alone.
 * @param absorb where it throws, there was no answer
 */
function send(
  request: UpstreamRequest,
  step: FetchStep,
  keys: ReadonlySet<string>,
  run: Run,
  done: () => void,
  absorb: (answer: SubgraphAnswer) => void,
): void {
  run.upstreams.send(request, run.context, (outcome) => {
    try {
      absorb(readAnswer(step.service, outcome))
    } catch (error) {
      if (outcome.ok) outcome.invalid?.(error)
      absorbPlaceless(step, keys, run, invalidAnswer(step.service).errors, false)
    }
    try {
      done()
    } catch (error) {
      run.reject(error) // the caller could not handle it
    }
  })
}

/** What a fetch of a root's fields brought, also where a field below leads back to the root of queries; or a subscription's event. */
export function absorbRoot(
  step: FetchStep,
  keys: ReadonlySet<string>,
  settings: FetchSettings,
  run: RunState,
  { data, errors }: SubgraphAnswer,
): void {
  if (data && step.renames) renameKeys(data, step.renames, settings.applies)
  const targets = step.path.length === 0 ? [run.data] : objectsAt(run.data, step.path)
  for (const target of targets)
    if (data && !merge(target, data, settings.interfaces)) reportMisfits(step, run, target, data)
  const paths = step.path.length === 0 ? [[]] : [...pathsOf(run.data, step.path).values()].flat()
  for (const error of errors) if (error.path) reportAt(paths, run, error, renamedPath(error.path, step.renames))
  absorbPlaceless(
    step,
    keys,
    run,
    errors.filter(({ path }) => !path),
    data !== null,
  )
  if (!data && errors.some(({ path }) => path))
    for (const target of targets) fillMissing(target, keys, REPORTED, settings.interfaces)
}

function compileEntityFetch(step: FetchStep, settings: FetchSettings): RunStep {
  const write = compileBody(step)
  const keys = new Set(step.keys)
  const represent = compileRepresentation(step, settings.applies)
  return (run, done) => {
    const objects = objectsAt(run.data, step.path)
    const targets: Tree[][] = []
    const known = new Map<string, Tree[]>()
    let representations = ''
    const reason = failureBefore(run.failures, step.path)
    let isIncomplete = false
    for (const object of objects) {
      const text = represent(object)
      if (text === undefined) continue
      if (typeof text !== 'string') {
        if (text.value === undefined && reason) isIncomplete = true
        else fillMissing(object, keys, text.value ?? null, settings.interfaces)
        continue
      }
      const same = known.get(text)
      if (same) {
        same.push(object)
        continue
      }
      const group = [object]
      known.set(text, group)
      targets.push(group)
      representations += representations === '' ? text : `,${text}`
    }
    if (isIncomplete && reason) run.failures.push({ ...reason, path: step.path, keys })
    if (targets.length === 0) return done()
    const { body, key } = write(run.variables, representations)
    const entities: EntityFetch = {
      operation: step.operation,
      representations: () => known.keys(),
      body: (texts) => write(run.variables, texts).body,
    }
    send({ service: step.service, body, key, idempotent: true, entities }, step, keys, run, done, (answer) =>
      absorbEntities(step, keys, settings, run, targets, answer),
    )
  }
}

function absorbEntities(
  step: FetchStep,
  keys: ReadonlySet<string>,
  settings: FetchSettings,
  run: RunState,
  targets: readonly (readonly Tree[])[],
  { data, errors }: SubgraphAnswer,
): void {
  const entities = data ? own(data, '_entities') : undefined
  const failed = reportEntityErrors(step, run, targets, errors)
  const placeless = errors.filter(({ path }) => !namesEntity(path, targets.length)).map(withoutPath)
  if (!Array.isArray(entities) || entities.length !== targets.length) {
    const reasons = placeless.length > 0 || failed.size > 0 ? placeless : [incomplete(step.service)]
    absorbPlaceless(step, keys, run, reasons, false)
    return
  }
  if (data && step.renames) renameKeys(entities, step.renames, settings.applies)
  targets.forEach((group, index) => {
    const entity: unknown = entities[index]
    for (const target of group) {
      if (!isTree(entity)) fillMissing(target, keys, failed.has(index) ? REPORTED : null, settings.interfaces)
      else if (!merge(target, entity, settings.interfaces)) reportMisfits(step, run, target, entity)
    }
  })
  absorbPlaceless(step, keys, run, placeless, true)
}

/** Reports errors below `_entities.<index>` at every place where that entity stands. @returns the indexes */
function reportEntityErrors(
  step: FetchStep,
  run: RunState,
  targets: readonly (readonly Tree[])[],
  errors: readonly UpstreamError[],
): ReadonlySet<number> {
  const failed = new Set<number>()
  let paths: Map<Tree, Path[]> | undefined
  for (const error of errors) {
    const [, index, ...rest] = error.path ?? []
    if (typeof index !== 'number' || !namesEntity(error.path, targets.length)) continue
    failed.add(index)
    paths ??= pathsOf(run.data, step.path)
    const objects = new Set(targets[index])
    const all = [...objects].flatMap((object) => paths?.get(object) ?? [])
    reportAt(all, run, error, renamedPath(rest, step.renames))
  }
  return failed
}

/** @param path below each of the places */
function reportAt(paths: readonly Path[], run: RunState, error: UpstreamError, path: Path): void {
  for (const objectPath of paths.slice(0, MAX_REPORTED_PATHS))
    run.errors.push({ ...error, path: [...objectPath, ...path], extensions: { ...error.extensions } })
  if (paths.length > MAX_REPORTED_PATHS) run.errors.push(moreOf(error, paths.length - MAX_REPORTED_PATHS))
}

function namesEntity(path: UpstreamError['path'], entities: number): boolean {
  const [field, index] = path ?? []
  return field === '_entities' && typeof index === 'number' && index >= 0 && index < entities
}

function withoutPath({ message, extensions }: UpstreamError): UpstreamError {
  return { message, extensions }
}

/** Two subgraphs that share a list, and disagree on it: what only this one has of its elements is missing. */
function reportMisfits(step: FetchStep, run: RunState, target: Tree, brought: Tree): void {
  const { service } = step
  for (const path of misfits(target, brought)) {
    run.failures.push({
      path: [...step.path, ...path],
      keys: new Set(),
      message: `The service "${service}" gave a list of another length than another service did.`,
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service },
    })
  }
}

/** Errors that name no place: they explain what is missing where nothing came, and stand alone otherwise. */
function absorbPlaceless(
  step: FetchStep,
  keys: ReadonlySet<string>,
  run: RunState,
  errors: readonly UpstreamError[],
  hasData: boolean,
): void {
  const [first, ...others] = errors
  if (!first) return
  if (!hasData) run.failures.push({ path: step.path, keys, message: first.message, extensions: first.extensions })
  for (const error of hasData ? [first, ...others] : others) {
    run.errors.push({ message: error.message, extensions: { ...error.extensions } })
  }
}

/** An interface's name is not an object type: where the fetch should have returned the type, it is missing too. */
function fillMissing(
  target: Tree,
  keys: ReadonlySet<string>,
  value: null | typeof REPORTED,
  interfaces: ReadonlySet<unknown>,
): void {
  for (const key of keys) {
    const present = own(target, key)
    if (present === undefined || (key === '__typename' && interfaces.has(present))) put(target, key, value)
  }
}

/** The last fetch that failed for the objects at the path, on the way there or below, so that what depends on it is not there. */
function failureBefore(failures: readonly Failure[], path: readonly string[]): Failure | undefined {
  return failures.findLast((failure) => startsWith(failure.path, path) || startsWith(path, failure.path))
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((step, index) => path[index] === step)
}

function incomplete(service: string): UpstreamError {
  return {
    message: `The service "${service}" gave an incomplete answer.`,
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service },
  }
}
