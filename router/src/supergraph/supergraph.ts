import '../no-telemetry.ts'
import { createHash } from 'node:crypto'
import federation from '@apollo/federation-internals'
import { Kind, parse } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, GraphQLSchema } from 'graphql'
import { apiDocument, buildApiSchema } from './api-schema.ts'
import { argument, linkedNames } from './linked-directives.ts'

export type FederationSupergraph = InstanceType<typeof federation.Supergraph>

/** A supergraph, loaded: what the front, the executor and authorization each need of it. Never changes. */
export type Supergraph = {
  /** SHA-256 of the SDL: the same text is the same supergraph. */
  readonly id: string
  readonly sdl: string
  /** Names of the subgraphs and where they are. */
  readonly subgraphs: ReadonlyMap<string, string>
  /** What clients see, and operations are validated against. */
  readonly apiSchema: GraphQLSchema
  /** Federation's own form, for planning. */
  readonly federation: FederationSupergraph
  /** A subgraph's own schema, as far as the supergraph tells it. Made when it is first asked for. */
  readonly subgraphSchema: (name: string) => GraphQLSchema | undefined
  /** Subscription fields whose schema says that they send everyone the same: @tag(name: "same-for-everyone"). */
  readonly sharedSubscriptions: ReadonlySet<string>
}

/** What a schema says of a field, or of a type's entities, that is the same whoever asks. */
const SHARED_TAG = 'same-for-everyone'

/** Throws where the text is no supergraph, or one with features that are for execution or security and not known here. */
export function loadSupergraph(sdl: string): Supergraph {
  const supported = new Set(federation.ROUTER_SUPPORTED_SUPERGRAPH_FEATURES)
  const built = federation.Supergraph.build(sdl, { supportedFeatures: supported })
  const document = parse(sdl, { noLocation: true })
  const apiSchema = buildApiSchema(apiDocument(document, built.apiSchema().toGraphQLJSSchema()))
  const schemas = new Map<string, GraphQLSchema | undefined>()
  return {
    id: createHash('sha256').update(sdl).digest('hex'),
    sdl,
    subgraphs: new Map(built.subgraphsMetadata().map(({ name, url }) => [name, url])),
    apiSchema,
    federation: built,
    subgraphSchema: (name) => {
      if (!schemas.has(name)) schemas.set(name, built.subgraphs().get(name)?.schema.toGraphQLJSSchema())
      return schemas.get(name)
    },
    sharedSubscriptions: sharedSubscriptions(document, apiSchema),
  }
}

function sharedSubscriptions(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const root = schema.getSubscriptionType()?.name
  const tags = linkedNames(document, 'tag', 'tag')
  const fields = document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === root ? (node.fields ?? []) : [],
  )
  const shared = fields.filter(({ directives }) =>
    directives?.some((each) => tags.includes(each.name.value) && isForEveryone(each)),
  )
  return new Set(shared.map(({ name }) => name.value))
}

/** Of a @tag. */
export function isForEveryone(tag: ConstDirectiveNode): boolean {
  const name = argument(tag, 'name')
  return name?.kind === Kind.STRING && name.value === SHARED_TAG
}
