/** Turns a plan of @apollo/query-planner into this router's form, mended where the planner is wrong. */

import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import { asProperty, convertFetch, type OperationContext } from './convert-fetch.ts'
import { inOrder } from './planner-fixes/order.ts'
import type { FetchStep, PlanStep } from './plan-form.ts'

/** @throws Error for a plan with parts that this router does not run (@defer, which it does not ask for) */
export function convertPlan(plan: QueryPlan, context: OperationContext): { primary?: FetchStep; step?: PlanStep } {
  if (!plan.node) return {}
  if (plan.node.kind !== 'Subscription') return asProperty('step', ordered(convert(plan.node, [], context)))
  return convertSubscription(plan.node, context)
}

function convertSubscription(
  node: SubscriptionNode,
  context: OperationContext,
): { primary?: FetchStep; step?: PlanStep } {
  const [primary] = convertFetch(node.primary, [], context)
  const rest = node.rest && convert(node.rest, [], context)
  return { ...asProperty('primary', primary), ...asProperty('step', rest && inOrder(rest, primary)) }
}

function ordered(step: PlanStep | undefined): PlanStep | undefined {
  return step && inOrder(step)
}

function convert(node: PlanNode, path: readonly string[], context: OperationContext): PlanStep | undefined {
  switch (node.kind) {
    case 'Sequence':
      return several('sequence', node.nodes, path, context)
    case 'Parallel':
      return several('parallel', node.nodes, path, context)
    case 'Flatten':
      return convert(node.node, [...path, ...node.path.map(String)], context)
    case 'Fetch': {
      const [first, ...more] = convertFetch(node, path, context)
      return first && more.length > 0 ? { kind: 'parallel', steps: [first, ...more] } : first
    }
    case 'Condition':
    case 'Defer':
      throw new Error(`the plan has a ${node.kind} node, which was not asked for`)
  }
}

function several(
  kind: 'sequence' | 'parallel',
  nodes: readonly PlanNode[],
  path: readonly string[],
  context: OperationContext,
): PlanStep | undefined {
  const steps = nodes.flatMap((node) => convert(node, path, context) ?? [])
  return steps.length > 1 ? { kind, steps } : steps[0]
}
