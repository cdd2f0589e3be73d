/** Plans operations of one supergraph, in this thread: slow, and blocking. planning-thread.ts runs it beside the event loop. */

import federation from '@apollo/federation-internals'
import type { QueryPlan } from '@apollo/query-planner'
import {
  GraphQLError,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import { federationSupergraph } from '../supergraph/federation-supergraph.ts'
import { openSupergraph } from '../supergraph/supergraph.ts'
import type { SupergraphFacts } from '../supergraph/facts.ts'
import { readFacts } from '../supergraph/read-facts.ts'
import { convertPlan } from './convert.ts'
import type { ConversionContext } from './convert-fetch.ts'
import { renameClashingAliases, type RenamedAliases } from './planner-fixes/aliases.ts'
import { withConditionsDecided, withTypenameForNothing, type Conditions } from './planner-fixes/conditions.ts'
import { withPlaceholderLiterals, type PlaceholderLiterals } from './planner-fixes/exact-literals.ts'
import { renameDistinctFields } from './planner-fixes/distinct-names.ts'
import { fixExternalFields } from './planner-fixes/external-fields.ts'
import { withoutImpossibleFragments } from './planner-fixes/impossible-fragments.ts'
import { FetchesByType } from './planner-fixes/fetches-by-type.ts'
import { interfaceObjects, withConcreteFragments } from './planner-fixes/interface-object-fragments.ts'
import { withoutIntrospection } from './planner-fixes/introspection.ts'
import { requirementKey } from './planner-fixes/required-arguments.ts'
import { withSelectionsReversed } from './planner-fixes/selection-order.ts'
import { renameClashingVariables, type RenamedVariables } from './planner-fixes/variables.ts'
import type { PlanForm } from './plan-form.ts'
import { buildPlannedGraph, type BuiltGraph, type Rewriting } from './planned-graph.ts'
import { invalid, refused } from './refusal.ts'
import { requestedOperation } from './requested-operation.ts'
import { RequiredValues } from './required-values.ts'
import { readServices, readSupergraph } from './read-supergraph.ts'

export type PlanRequest = {
  readonly document: string
  readonly operationName?: string | undefined
  /** The document is known to be valid. */
  readonly isValid?: boolean
  /** Labels of progressive @override that hold for this plan. */
  readonly overrides?: readonly string[]
  /** Values of the variables that @skip and @include depend on; one that is not named is false. */
  readonly conditions?: Conditions
}

fixExternalFields()

export class Planner {
  readonly facts: SupergraphFacts
  readonly apiSchema: GraphQLSchema
  readonly #graph: BuiltGraph
  readonly #fieldNames: ReadonlySet<string>
  readonly #interfaceObjects: ReadonlySet<string>
  readonly #context: ConversionContext

  /** @throws where the text is no supergraph */
  constructor(supergraphSdl: string, rewritings?: readonly Rewriting[]) {
    const { document, services } = readSupergraph(supergraphSdl)
    const original = federationSupergraph(document)
    const graph = buildPlannedGraph(document, original, rewritings)
    this.facts = readFacts(supergraphSdl, document, original, graph.leftOut)
    this.apiSchema = openSupergraph(supergraphSdl, this.facts).apiSchema
    this.#graph = graph
    this.#fieldNames = fieldNamesOf(graph.everything)
    this.#interfaceObjects = interfaceObjects(document)
    const graphs = new Map([...services].map(([value, { name }]) => [name, value]))
    const plannedGraphs = new Map([...readServices(graph.document)].map(([value, { name }]) => [name, value]))
    const values = new RequiredValues(graph.document)
    const { synthetics, standIns, requirements, parts } = graph
    this.#context = {
      supergraph: graph.everything,
      synthetics,
      standIns,
      serviceOf: (name) => parts.get(name) ?? name,
      marked: (requires, name) => values.marked(requires, plannedGraphs.get(name) ?? ''),
      requirementOf: (service, type, field) => requirements.get(requirementKey(graphs.get(service) ?? '', type, field)),
    }
  }

  /** What clients may select: text of the schema without what is @inaccessible. */
  apiSdl(): string {
    return this.facts.apiSdl
  }

  /** @throws RefusedOperation where the document is wrong or selects nothing; whatever the planner of federation throws */
  plan({ document: text, operationName, isValid = false, overrides = [], conditions }: PlanRequest): PlanForm {
    const whole = parsed(text, isValid)
    const errors = isValid ? [] : validate(this.apiSchema, whole)
    if (errors.length > 0) throw invalid('GRAPHQL_VALIDATION_FAILED', errors)
    const { document, kind } = requestedOperation(whole, operationName)
    const decided = withConditionsDecided(document, new Map(conditions))
    const { document: planned, inside, ...operation } = this.#withFixes(decided)
    const plan = this.#planned(planned, overrides)
    const byType = new FetchesByType(this.#graph.everything, planned, plan.node)
    const steps = convertPlan(plan, { ...this.#context, ...operation, byType })
    // The conditions of a subscription leave nothing of it.
    if (kind === 'subscription' && !steps.primary)
      throw refused('The subscription asks for nothing.', { code: 'BAD_USER_INPUT' })
    return { kind, inside: [...inside], ...steps }
  }

  #planned(document: DocumentNode, overrides: readonly string[]): QueryPlan {
    const options = { overrideConditions: new Map(overrides.map((label) => [label, true])) }
    const { planner, plannedSchema } = this.#graph
    const operation = (of: DocumentNode): federation.Operation =>
      federation.operationFromDocument(plannedSchema, of, { validate: false })
    try {
      return planner.buildQueryPlan(operation(document), options)
    } catch (error) {
      if (error instanceof GraphQLError) throw error
      return planner.buildQueryPlan(operation(withSelectionsReversed(document, this.apiSchema)), options)
    }
  }

  /** What the planner gets right, of a document with nothing undecided. */
  #withFixes(
    decided: DocumentNode,
  ): Pick<
    RenamedAliases & RenamedVariables & PlaceholderLiterals,
    'document' | 'inside' | 'clientName' | 'withLiterals'
  > {
    const possible = withoutImpossibleFragments(withoutIntrospection(decided), this.apiSchema)
    const distinct = renameDistinctFields(possible, this.#fieldNames)
    const { document: plain, withLiterals } = withPlaceholderLiterals(withTypenameForNothing(distinct.document))
    const { document: renamed, inside: aliases } = renameClashingAliases(plain, this.#fieldNames)
    const inside = new Map(aliases)
    for (const [field, name] of distinct.inside) inside.set(field, aliases.get(name) ?? name)
    const { document: named, clientName } = renameClashingVariables(renamed)
    const concrete = withConcreteFragments(named, this.apiSchema, this.#interfaceObjects)
    const { withUsualRoots, withOwnRoots } = this.#graph
    return {
      document: withUsualRoots(concrete),
      inside,
      clientName,
      withLiterals: (sent) => withOwnRoots(withLiterals(sent)),
    }
  }
}

function parsed(text: string, noLocation: boolean): DocumentNode {
  try {
    return parse(text, { noLocation })
  } catch (error) {
    throw error instanceof GraphQLError ? invalid('GRAPHQL_PARSE_FAILED', [error]) : error
  }
}

function fieldNamesOf(schema: GraphQLSchema): Set<string> {
  const names = new Set<string>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) for (const name of Object.keys(type.getFields())) names.add(name)
  }
  return names
}
