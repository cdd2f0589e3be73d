/** Whether a plan that was made directly is the planner's own, but for what makes no difference. */

import { Kind, parse, print, visit, type SelectionNode } from 'graphql'
import type { FetchStep, PlanForm, PlanStep } from '../../src/planning/plan-form.ts'

/** What both are like, where they differ. */
export function planDifference(direct: PlanForm, planned: PlanForm): string | undefined {
  const [own, other] = [direct, planned].map(comparable)
  return own === other ? undefined : `${own}\nnot\n${other}`
}

/** Aliases have another name inside the planner's wherever they might clash with something. */
function comparable({ kind, inside, primary, step }: PlanForm): string {
  const renamed = <Part>(part: Part): Part => {
    const plain = (text: string, [aliasOrField, name]: readonly [string, string]): string =>
      text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), aliasOrField.replace(/:.*/, ''))
    return JSON.parse(inside.reduce(plain, JSON.stringify(part)))
  }
  const steps = {
    kind,
    primary: primary && comparableFetch(renamed(primary)),
    step: step && comparableStep(renamed(step)),
  }
  return JSON.stringify(steps, undefined, 1)
}

/** What runs beside each other does so in any order, by which the planner also numbers the names of operations. */
function comparableStep(step: PlanStep): unknown {
  if (step.kind === 'fetch') return comparableFetch(step)
  const steps = step.steps.map(comparableStep)
  return { kind: step.kind, steps: step.kind === 'parallel' ? sorted(steps, JSON.stringify) : steps }
}

function comparableFetch(fetch: FetchStep): unknown {
  const [operation, keys] = [comparableText(fetch.operation), fetch.keys.filter((key) => key !== '__typename')]
  const name = fetch.operationName?.replace(NUMBER, '')
  return { ...fetch, operationName: name, operation, keys: sorted(keys), variables: sorted(fetch.variables) }
}

const NUMBER = /\d+$/

function comparableText(operation: string): string {
  const document = visit(parse(operation, { noLocation: true }), {
    [Kind.OPERATION_DEFINITION]: {
      leave: ({ name, variableDefinitions = [], ...node }) => ({
        ...node,
        ...(name && { name: { ...name, value: name.value.replace(NUMBER, '') } }),
        variableDefinitions: sorted(variableDefinitions, print),
      }),
    },
    // The planner selects `__typename` again where it has it already, and where a fragment did not hold.
    [Kind.SELECTION_SET]: {
      leave: (set) => {
        const others = set.selections.filter((each) => !isTypename(each))
        return { ...set, selections: others.length > 0 ? sorted(others, print) : set.selections.slice(0, 1) }
      },
    },
    [Kind.FIELD]: {
      leave: (node) => (node.alias?.value === node.name.value ? { ...node, alias: undefined } : undefined),
    },
    [Kind.VARIABLE_DEFINITION]: (node) => ({ ...node, defaultValue: undefined }),
    // The planner writes values as it has understood them: "1" is 1 where it is an ID.
    [Kind.ARGUMENT]: (node) => (node.value.kind === Kind.VARIABLE ? undefined : null),
  })
  return print(document)
}

function isTypename(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && !selection.alias && selection.name.value === '__typename'
}

function sorted<Item>(items: readonly Item[], text: (item: Item) => string = String): Item[] {
  return items.toSorted((one, other) => (text(one) < text(other) ? -1 : 1))
}
