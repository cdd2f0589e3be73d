import { parse } from 'graphql'
import type { FetchStep, PlanStep } from '../plan-form.ts'
import { inOrder } from './order.ts'

function fetchStep(operation: string, path: readonly string[] = [], read?: string): FetchStep {
  const requires = read === undefined ? undefined : [{ kind: 'field', read, send: read } as const]
  return {
    ...{ kind: 'fetch', service: 's', operation, operationKind: 'query', variables: [], keys: [], path },
    ...(requires && { requires }),
  }
}

function textOf(step: PlanStep): unknown {
  return step.kind === 'fetch' ? step.operation : { [step.kind]: step.steps.map(textOf) }
}

test('what leads back to the root comes before the fields below it', () => {
  const root = fetchStep('{ back { __typename } }')
  const below = fetchStep('{ thing { id } }', ['back'])
  const ordered = inOrder({ kind: 'parallel', steps: [below, root] }, ({ operation }) => parse(operation))
  expect(textOf(ordered)).toEqual({ sequence: [root.operation, below.operation] })
})

test('where fetches are ordered anew, what leads back to the root comes before the fields below it', () => {
  const root = fetchStep('{ back { __typename } }')
  const below = fetchStep('{ thing { id } }', ['back'])
  const late = fetchStep('{ _entities { b } }', ['back', 'thing'], 'a')
  const early = fetchStep('{ _entities { a } }', ['back', 'thing'], 'id')
  const ordered = inOrder({ kind: 'sequence', steps: [root, below, late, early] }, ({ operation }) => parse(operation))
  expect(textOf(ordered)).toEqual({
    sequence: [root.operation, below.operation, early.operation, late.operation],
  })
})

test('where fetches are ordered anew, those that know the type of an object still come after the one that finds it out', () => {
  const root = fetchStep('{ thing { __typename id } }')
  const finding = fetchStep('{ _entities { __typename } }', ['thing'], 'id')
  const knowing = fetchStep('{ _entities { c } }', ['thing'], 'id')
  const late = fetchStep('{ _entities { b } }', ['thing'], 'a')
  const early = fetchStep('{ _entities { a } }', ['thing'], 'id')
  const steps = [root, finding, knowing, late, early]
  const ordered = inOrder({ kind: 'sequence', steps }, ({ operation }) => parse(operation))
  expect(textOf(ordered)).toEqual({
    sequence: [root, finding, knowing, early, late].map(({ operation }) => operation),
  })
})
