/**
 * The supergraph that plans are made with: rewritten where the planner would get the graph as it is wrong. A rewriting that cannot be
 * built from is left out, so that it costs the plans that need it, and never the whole graph.
 */

import type { Schema, Supergraph } from '@apollo/federation-internals'
import planning from '@apollo/query-planner'
import { buildASTSchema, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql'
import { federationSupergraph } from '../supergraph/federation-supergraph.ts'
import { withObjectsForInterfaces } from './planner-fixes/interfaces-without-objects.ts'
import { withSyntheticFields, type SyntheticField } from './planner-fixes/required-arguments.ts'
import { withOwnGraphs } from './planner-fixes/required-chains.ts'
import { resolvableKeysFirst } from './planner-fixes/resolvable-keys.ts'
import { usualRoots, type UsualRoots } from './planner-fixes/root-names.ts'

/** A supergraph's text, and what its rewritings have added to it. */
export type PlannedGraph = Omit<UsualRoots, 'document'> & {
  readonly document: DocumentNode
  /** Object types that there are not. */
  readonly standIns: ReadonlySet<string>
  readonly synthetics: ReadonlyMap<string, SyntheticField>
  readonly requirements: ReadonlyMap<string, SelectionSetNode>
  /** The service that a further graph is a part of, by the graph's name. */
  readonly parts: ReadonlyMap<string, string>
}

/** Each may build on what those before it have added. */
export type Rewriting = { readonly name: string; readonly rewrite: (graph: PlannedGraph) => PlannedGraph }

const REWRITINGS: readonly Rewriting[] = [
  { name: 'root names', rewrite: (graph) => ({ ...graph, ...usualRoots(graph.document) }) },
  {
    name: 'resolvable keys',
    rewrite: (graph) => ({ ...graph, document: resolvableKeysFirst(graph.document) }),
  },
  {
    name: 'interfaces without objects',
    rewrite: (graph) => ({ ...graph, ...withObjectsForInterfaces(graph.document) }),
  },
  { name: 'required arguments', rewrite: (graph) => ({ ...graph, ...withSyntheticFields(graph.document) }) },
  {
    name: 'required chains',
    rewrite: (graph) => {
      const { document, services } = withOwnGraphs(graph.document, new Set(graph.synthetics.keys()))
      return { ...graph, document, parts: services }
    },
  },
]

export type BuiltGraph = PlannedGraph & {
  readonly planner: planning.QueryPlanner
  /** What operations are read against before they are planned. */
  readonly plannedSchema: Schema
  /** All types and fields, also what clients may not see. */
  readonly everything: GraphQLSchema
  /** Rewritings that this graph does without, each with the reason. */
  readonly leftOut: readonly string[]
}

type GraphBuilder = (graph: PlannedGraph) => Omit<BuiltGraph, 'leftOut'>

/**
 * @param document of a valid supergraph
 * @param supergraph built of it
 * @throws where not even the graph as it is can be built
 */
export function buildPlannedGraph(
  document: DocumentNode,
  supergraph: Supergraph,
  rewritings: readonly Rewriting[] = REWRITINGS,
): BuiltGraph {
  const build: GraphBuilder = (graph) =>
    built(graph, graph.document === document ? supergraph : federationSupergraph(graph.document, true))
  const original: PlannedGraph = {
    document,
    withUsualRoots: (operation) => operation,
    withOwnRoots: (operation) => operation,
    standIns: new Set(),
    synthetics: new Map(),
    requirements: new Map(),
    parts: new Map(),
  }
  try {
    const whole = rewritings.reduce((graph, { rewrite }) => rewrite(graph), original)
    return { ...build(whole), leftOut: [] }
  } catch {
    return buildOneByOne(original, rewritings, build)
  }
}

function buildOneByOne(original: PlannedGraph, rewritings: readonly Rewriting[], build: GraphBuilder): BuiltGraph {
  const leftOut: string[] = []
  let graph = build(original)
  for (const { name, rewrite } of rewritings) {
    try {
      graph = build(rewrite(graph))
    } catch (error) {
      leftOut.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { ...graph, leftOut }
}

function built(graph: PlannedGraph, supergraph: Supergraph): Omit<BuiltGraph, 'leftOut'> {
  const planner = new planning.QueryPlanner(supergraph, {
    reuseQueryFragments: false,
    exposeDocumentNodeInFetchNode: true,
  })
  const everything = buildASTSchema(graph.document, { assumeValid: true, assumeValidSDL: true })
  return { ...graph, planner, plannedSchema: supergraph.apiSchema(), everything }
}
