/** A random universe, composed and ready for operations, both ways. */

import { composeServices } from '@apollo/composition'
import {
  buildSchema,
  parse,
  execute,
  type GraphQLSchema,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLTypeResolver,
} from 'graphql'
import { DirectPlanner } from '../src/planning/direct/direct-planner.ts'
import { Planner } from '../src/planning/planner.ts'
import { operationSettings } from '../src/execution/compiled-executor.ts'
import { openSupergraph } from '../src/supergraph/supergraph.ts'
import type { OperationSettings } from '../src/execution/operation.ts'
import { LocalUpstreams, type LocalSubgraph } from '../testing/execution/local-upstreams.ts'
import { withExactAny, withoutPrototypes } from './exact-any.ts'
import { printSubgraph } from './print-subgraph.ts'
import { executableSubgraph, type MutationLog } from './subgraph.ts'
import type { Universe } from './universe.ts'
import { FuzzData, type Identity } from './data.ts'

export type FuzzWorld = {
  readonly universe: Universe
  readonly schema: GraphQLSchema
  readonly planner: Planner
  readonly directPlanner: DirectPlanner
  readonly settings: OperationSettings
  readonly subgraphs: ReadonlyMap<string, LocalSubgraph>
  readonly upstreams: LocalUpstreams
  readonly oracle: Oracle
  /** Mutations that subgraphs ran, in order; emptied by its reader. */
  readonly log: MutationLog
  /** Labels of progressive @override. */
  readonly labels: readonly string[]
}

/** Undefined where the universe does not compose. */
export function createWorld(universe: Universe): FuzzWorld | undefined {
  const supergraph = compose(universe)
  if (supergraph === undefined) return undefined
  const planner = new Planner(supergraph)
  const log: MutationLog = []
  const subgraphs = new Map(universe.subgraphs.map((name) => [name, executableSubgraph(universe, name, log)]))
  const upstreams = new LocalUpstreams(subgraphs)
  const opened = openSupergraph(supergraph, planner.facts)
  const settings = operationSettings(opened, upstreams)
  const labels = new Set([...supergraph.matchAll(/overrideLabel: "([^"]+)"/g)].map(([, label]) => label ?? ''))
  return {
    universe,
    schema: settings.schema,
    planner,
    directPlanner: new DirectPlanner(opened.apiSchema, opened.fieldOwners),
    settings,
    subgraphs,
    upstreams,
    oracle: oracleOf(universe, withExactAny(buildSchema(planner.apiSdl()))),
    log,
    labels: [...labels],
  }
}

function compose(universe: Universe): string | undefined {
  try {
    const services = universe.subgraphs.map((name) => ({
      name,
      url: `http://${name}`,
      typeDefs: parse(printSubgraph(universe, name)),
    }))
    return composeServices(services).supergraphSdl
  } catch {
    return undefined
  }
}

export type Oracle = (
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  log: MutationLog,
) => Promise<ExecutionResult>

export function oracleOf(universe: Universe, schema: GraphQLSchema): Oracle {
  const data = new FuzzData(universe)
  const fieldResolver: GraphQLFieldResolver<Identity | undefined, MutationLog> = (source, args, log, info) => {
    if (info.parentType.name === 'Mutation') log.push(info.fieldName)
    return data.value(source ?? { typename: info.parentType.name, number: 0 }, info.fieldName, args)
  }
  const typeResolver: GraphQLTypeResolver<Identity, MutationLog> = ({ typename }) => typename
  return async (document, variables, log) =>
    execute({
      schema,
      document,
      variableValues: withoutPrototypes(variables),
      contextValue: log,
      fieldResolver,
      typeResolver,
    })
}
