import { GraphQLError, parse, print, stripIgnoredCharacters } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Log } from '@shop/platform/log.ts'
import type { OperationManifest } from './manifest.ts'
import { readManifest, sha256 } from './manifest.ts'
import type { TextRequest, DocumentStore } from './persisted.ts'
import { hashOf } from './persisted.ts'
import type { GraphQLRequest } from './request.ts'
import { RequestError } from './request-error.ts'

/**
 * What may be executed. `ids`: what is listed, by its id; `texts`: what is listed, by its id or its text, whatever its layout;
 * `log`: anything, and what is not listed is logged.
 */
export type SafelistMode = 'ids' | 'texts' | 'log'

/** A layout of more than this over that of the longest listed text, as tools print it, is not looked at. */
const LAYOUT = 2
const REMEMBERED = 10_000

type SafelistedOperations = {
  readonly byId: OperationManifest
  readonly documents: ReadonlyMap<string, string>
  readonly maxLength: number
}

/** Lets in the operations of a manifest. */
export class Safelist implements DocumentStore {
  readonly #mode: SafelistMode
  readonly #others: DocumentStore
  readonly #log: Log
  readonly #unknown = new LRUCache<string, true>({ max: REMEMBERED })
  #listed: SafelistedOperations

  /** `others` resolves what is not listed, in mode `log`. Throws where the text is no manifest. */
  constructor(manifest: string, mode: SafelistMode, others: DocumentStore, log: Log) {
    this.#listed = listed(readManifest(manifest))
    this.#mode = mode
    this.#others = others
    this.#log = log
  }

  get size(): number {
    return this.#listed.documents.size
  }

  /** Replaces the manifest. Throws, and keeps the present one, where the text is not a manifest. */
  replace(manifest: string): void {
    this.#listed = listed(readManifest(manifest))
  }

  resolve(request: GraphQLRequest): TextRequest {
    const id = request.documentId ?? hashOf(request)
    const known = id === undefined ? undefined : this.#listed.byId.get(id)
    if (known !== undefined && (request.query === undefined || request.query === known))
      return { ...request, query: known }
    if (this.#mode === 'log') return this.#noted(this.#others.resolve(request))
    if (request.query === undefined)
      throw refused('PERSISTED_QUERY_NOT_IN_LIST', 'The safelist has no operation of this id.')
    if (this.#mode === 'ids')
      throw refused('PERSISTED_QUERY_ID_REQUIRED', 'Operations are requested by their ids here.')
    const query = this.#textLike(request.query)
    if (query === undefined) throw refused('QUERY_NOT_IN_SAFELIST', 'The safelist does not have this operation.')
    return { ...request, query }
  }

  #noted(request: TextRequest): TextRequest {
    const { query, operationName } = request
    if (this.#listed.documents.has(query) || this.#textLike(query) !== undefined) return request
    const hash = sha256(query)
    if (!this.#unknown.has(hash))
      this.#log.warn({ hash, operationName }, 'an operation that the safelist does not have')
    this.#unknown.set(hash, true)
    return request
  }

  /** The listed text with the same tokens. */
  #textLike(query: string): string | undefined {
    const { documents, maxLength } = this.#listed
    if (query.length > maxLength * LAYOUT) return undefined
    return documents.get(query) ?? documents.get(bare(query))
  }
}

function listed(byId: OperationManifest): SafelistedOperations {
  const bodies = [...new Set(byId.values())]
  const documents = new Map(bodies.flatMap((body) => [[bare(body), body] as const]))
  return { byId, documents, maxLength: Math.max(0, ...bodies.map(laidOut)) }
}

/** Characters of a text that may itself have been listed without any layout. */
function laidOut(text: string): number {
  try {
    return Math.max(text.length, print(parse(text)).length)
  } catch (error) {
    if (error instanceof GraphQLError) return text.length
    throw error
  }
}

function bare(text: string): string {
  try {
    return stripIgnoredCharacters(text)
  } catch (error) {
    if (error instanceof GraphQLError) return text
    throw error
  }
}

function refused(code: string, message: string): RequestError {
  return new RequestError(400, [{ message, extensions: { code } }])
}
