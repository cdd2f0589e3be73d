/** Converts a plan of @apollo/query-planner into this router's form, corrected where the planner is wrong. */

import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import { asProperty, convertFetch, type OperationContext, type SentDocuments } from './convert-fetch.ts'
import { inOrder, type DocumentOf } from './planner-fixes/order.ts'
import type { FetchStep, PlanStep } from './plan-form.ts'

/** @throws Error for a plan with parts that this router does not run (@defer, which it does not request) */
export function convertPlan(plan: QueryPlan, context: OperationContext): { primary?: FetchStep; step?: PlanStep } {
  return plan.node ? new PlanConversion(context).plan(plan.node) : {}
}

class PlanConversion {
  readonly #context: OperationContext
  readonly #documents: SentDocuments = new Map()
  readonly #documentOf: DocumentOf = (step) => {
    const document = this.#documents.get(step)
    if (!document) throw new Error('a fetch that was not converted')
    return document
  }

  constructor(context: OperationContext) {
    this.#context = context
  }

  plan(node: PlanNode | SubscriptionNode): { primary?: FetchStep; step?: PlanStep } {
    if (node.kind === 'Subscription') return this.#subscription(node)
    const step = this.#convert(node, [])
    return asProperty('step', step && inOrder(step, this.#documentOf))
  }

  #subscription(node: SubscriptionNode): { primary?: FetchStep; step?: PlanStep } {
    const [primary] = convertFetch(node.primary, [], this.#context, this.#documents)
    const rest = node.rest && this.#convert(node.rest, [])
    return {
      ...asProperty('primary', primary),
      ...asProperty('step', rest && inOrder(rest, this.#documentOf, primary)),
    }
  }

  #convert(node: PlanNode, path: readonly string[]): PlanStep | undefined {
    switch (node.kind) {
      case 'Sequence':
        return this.#several('sequence', node.nodes, path)
      case 'Parallel':
        return this.#several('parallel', node.nodes, path)
      case 'Flatten':
        return this.#convert(node.node, [...path, ...node.path.map(String)])
      case 'Fetch': {
        const [first, ...more] = convertFetch(node, path, this.#context, this.#documents)
        return first && more.length > 0 ? { kind: 'parallel', steps: [first, ...more] } : first
      }
      case 'Condition':
      case 'Defer':
        throw new Error(`the plan has a ${node.kind} node, which was not requested`)
    }
  }

  #several(kind: 'sequence' | 'parallel', nodes: readonly PlanNode[], path: readonly string[]): PlanStep | undefined {
    const steps = nodes.flatMap((node) => this.#convert(node, path) ?? [])
    return steps.length > 1 ? { kind, steps } : steps[0]
  }
}
