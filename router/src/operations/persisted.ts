import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { sha256 } from './manifest.ts'
import type { GraphQLRequest } from './request.ts'
import { RequestError, badRequest } from './request-error.ts'

const Extension = z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) })

/** Measured, besides hash and text. */
const ENTRY_BYTES = 150

/** A request with its text; `register` is to be called once the text has turned out to be a valid operation. */
export type TextRequest = GraphQLRequest & { readonly query: string; readonly register?: () => void }

/** Where the text of a request comes from. */
export type DocumentStore = {
  /** Throws a RequestError where there is none. */
  readonly resolve: (request: GraphQLRequest) => TextRequest
}

/** The hash that a client of automatic persisted queries sends. */
export function hashOf({ extensions }: GraphQLRequest): string | undefined {
  return Extension.safeParse(extensions['persistedQuery']).data?.sha256Hash
}

/**
 * Automatic persisted queries: a client sends the SHA-256 of a text, and the text only where it is not known yet
 * (https://www.apollographql.com/docs/apollo-server/performance/apq#apq-protocol).
 */
export class PersistedQueries implements DocumentStore {
  readonly #documents: LRUCache<string, string>

  /** `maxBytes`: of memory for all texts; the least recently used go first. */
  constructor(maxBytes: number) {
    this.#documents = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (text, hash) => ENTRY_BYTES + hash.length + 2 * text.length,
    })
  }

  /** Throws a RequestError where the text is not known, or is not the one that its hash says. */
  resolve(request: GraphQLRequest): TextRequest {
    const { query } = request
    const { persistedQuery } = request.extensions
    if (persistedQuery === undefined) {
      if (query === undefined && request.documentId !== undefined)
        throw refused('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED')
      if (query === undefined) throw badRequest('The request has no query.')
      return { ...request, query }
    }
    const extension = Extension.safeParse(persistedQuery)
    if (!extension.success) throw refused('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED')
    const hash = extension.data.sha256Hash
    if (query === undefined) {
      const known = this.#documents.get(hash)
      if (known === undefined) throw refused('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND')
      return { ...request, query: known }
    }
    if (sha256(query) !== hash) throw badRequest('provided sha does not match query')
    return { ...request, query, register: () => this.#documents.set(hash, query) }
  }
}

/** Status 200, as clients of the protocol know it from Apollo Server: nothing is wrong, they send the text now. */
function refused(message: string, code: string): RequestError {
  return new RequestError(200, [{ message, extensions: { code } }])
}
