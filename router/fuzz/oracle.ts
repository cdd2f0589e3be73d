/** What the answer should be: the composed API schema executed by graphql-js alone, over the same data. */

import {
  execute,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql'
import { withoutPrototypes } from './exact-any.ts'
import { FuzzData, type Identity } from './data.ts'
import type { MutationLog } from './subgraph.ts'
import type { Universe } from './universe.ts'

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
