import { createHash } from 'node:crypto'
import type { Supergraph as FederationSupergraph } from '@apollo/federation-internals'
import { Kind, print } from 'graphql'
import type { DocumentNode } from 'graphql'
import { checkSecurityLinks, readRules } from '../authorization/directives.ts'
import { readPublicTypes } from '../entity-cache/public-types.ts'
import { readOverrideLabels } from '../execution/overrides.ts'
import { interfaceNames, typeParents } from '../execution/type-conditions.ts'
import { readWeights } from '../operations/cost/weights.ts'
import { readFieldOwners } from '../planning/direct/field-owners.ts'
import { resumableFields } from '../subscriptions/resumable-fields.ts'
import { apiDocument } from './api-schema.ts'
import type { SupergraphFacts } from './facts.ts'
import { linkedNames } from './linked-directives.ts'
import { isForEveryone } from './shared-tag.ts'

/**
 * Throws where the supergraph must not be served.
 * @param document of `sdl`
 * @param built of `sdl`, valid
 * @param leftOut what planning does without
 */
export function readFacts(
  sdl: string,
  document: DocumentNode,
  built: FederationSupergraph,
  leftOut: readonly string[] = [],
): SupergraphFacts {
  checkSecurityLinks(document)
  const seen = built.apiSchema().toGraphQLJSSchema()
  const rules = readRules(document)
  return {
    id: createHash('sha256').update(sdl).digest('hex'),
    subgraphs: new Map(built.subgraphsMetadata().map(({ name, url }) => [name, url])),
    apiSdl: print(apiDocument(document, seen)),
    sharedSubscriptions: sharedSubscriptions(document, seen.getSubscriptionType()?.name),
    resumableSubscriptions: seen.getSubscriptionType() ? resumableOf(built) : new Set(),
    rules,
    weights: readWeights(document),
    publicTypes: readPublicTypes(document, rules),
    typeParents: typeParents(document),
    interfaces: interfaceNames(document),
    fieldOwners: readFieldOwners(document),
    overrideLabels: readOverrideLabels(document),
    leftOut,
  }
}

function sharedSubscriptions(document: DocumentNode, root: string | undefined): ReadonlySet<string> {
  const tags = linkedNames(document, 'tag', 'tag')
  const fields = document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === root ? (node.fields ?? []) : [],
  )
  const shared = fields.filter(({ directives }) =>
    directives?.some((each) => tags.includes(each.name.value) && isForEveryone(each)),
  )
  return new Set(shared.map(({ name }) => name.value))
}

function resumableOf(built: FederationSupergraph): ReadonlySet<string> {
  const fields = built
    .subgraphs()
    .values()
    .flatMap(({ name, schema }) =>
      schema.schemaDefinition.rootType('subscription')
        ? resumableFields(schema.toGraphQLJSSchema()).map((field) => `${name}.${field}`)
        : [],
    )
  return new Set(fields)
}
