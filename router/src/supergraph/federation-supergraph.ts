import federation from '@apollo/federation-internals'
import type { DocumentNode } from 'graphql'

/** Also with @authenticated, @requiresScopes and @policy: this router enforces them. */
const supportedFeatures = federation.ROUTER_SUPPORTED_SUPERGRAPH_FEATURES

/**
 * Federation's own model of a supergraph.
 * Throws where it is none, or has features that are for execution or security and not known here.
 * @param isValid what was written by this router need not be looked at
 */
export function federationSupergraph(document: DocumentNode, isValid = false): federation.Supergraph {
  return federation.Supergraph.build(document, { supportedFeatures, validateSupergraph: !isValid })
}
