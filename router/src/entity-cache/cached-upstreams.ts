import { hash } from 'node:crypto'
import { z } from 'zod'
import type { EntityFetch, ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'
import { ExactNumber, parseJson } from '../json.ts'
import type { EntityCache, EntityId } from './entity-cache.ts'
import { entityId } from './entity-cache.ts'

type FetchDone = (outcome: UpstreamOutcome) => void

export type CachedUpstreamsOptions = {
  readonly cache: EntityCache
  /** Whether what an operation selects of entities is the same for everyone. */
  readonly isPublic: (operation: string) => boolean
  /** Names of key fields by type: only entities with such a key can be evicted, so only they are kept. */
  readonly keyFields: ReadonlyMap<string, string>
  readonly observe: (outcome: 'hit' | 'miss', entities: number) => void
}

/** One entity of a fetch. */
type Wanted = {
  readonly representation: string
  readonly id: EntityId
  readonly key: string
  readonly kept: string | undefined
}

const Representation = z.record(z.string(), z.unknown())
const CacheableAnswer = z.object({
  data: z.object({ _entities: z.array(z.unknown()) }).nullish(),
  errors: z.array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])).optional() })).optional(),
})
type CacheableAnswer = z.output<typeof CacheableAnswer>

/**
 * Answers fetches of public entities from the cache, and fetches only the rest from subgraphs: without authorization, so that
 * what is kept is the same for every caller.
 */
export class CachedUpstreams implements Upstreams {
  readonly #upstreams: Upstreams
  readonly #options: CachedUpstreamsOptions

  constructor(upstreams: Upstreams, options: CachedUpstreamsOptions) {
    this.#upstreams = upstreams
    this.#options = options
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: FetchDone): void {
    const { entities } = request
    const { cache, isPublic, observe } = this.#options
    const wanted =
      entities && cache.isOpen && isPublic(entities.operation) ? this.#wanted(request.service, entities) : undefined
    if (!entities || !wanted) return this.#upstreams.send(request, context, done)
    const missing = wanted.filter(({ kept }) => kept === undefined)
    observe('hit', wanted.length - missing.length)
    if (missing.length === 0) return done(answered(wanted.map(({ kept = 'null' }) => kept)))
    observe('miss', missing.length)
    const fill = cache.fill(missing.map(({ id }) => id))
    const body =
      missing.length === wanted.length
        ? request.body
        : entities.body(missing.map(({ representation }) => representation).join(','))
    const { service, idempotent } = request
    this.#upstreams.send(
      { service, idempotent, body },
      { ...context, headers: context.headers.withoutAuthorization() },
      (outcome) => {
        const answer = outcome.ok ? readAnswer(outcome.body, missing.length) : undefined
        if (answer?.data && !answer.errors?.length)
          missing.forEach(({ id, key }, index) => {
            const entity = answer.data?._entities[index]
            if (entity != null) fill.keep(id, key, JSON.stringify(entity))
          })
        fill.end()
        done(outcome.ok && missing.length < wanted.length ? joined(outcome.status, answer, wanted) : outcome)
      },
    )
  }

  /** Undefined where one of the entities has no key that an eviction could name. */
  #wanted(service: string, { representations, body }: EntityFetch): readonly Wanted[] | undefined {
    const selection = selectionOf(`${service}\n${body('')}`)
    const wanted: Wanted[] = []
    for (const representation of representations()) {
      const key = `${selection}${representation}`
      const id = this.#idOf(representation)
      if (id === undefined) return undefined
      wanted.push({ representation, id, key, kept: this.#options.cache.get(key) })
    }
    return wanted
  }

  #idOf(representation: string): EntityId | undefined {
    const fields = Representation.parse(parseJson(representation))
    const type = fields['__typename']
    if (typeof type !== 'string') return undefined
    const field = this.#options.keyFields.get(type)
    const key = field === undefined ? undefined : fields[field]
    return typeof key === 'string' || typeof key === 'number' || key instanceof ExactNumber
      ? entityId(type, String(key))
      : undefined
  }
}

/**
 * A short name for what is selected of entities, so that an entry's key need not have all of its text. The same in every
 * generation of the supergraph: they share the cache, and one may still fill it when the next one reads.
 */
function selectionOf(text: string): string {
  return `${hash('sha256', text, 'base64url')}\n`
}

/** Undefined for what is no answer about as many entities as were requested. */
function readAnswer(body: Buffer, entities: number): CacheableAnswer | undefined {
  try {
    const { data, error } = CacheableAnswer.safeParse(parseJson(body.toString('utf8')))
    if (error || (data.data && data.data._entities.length !== entities)) return undefined
    return data
  } catch {
    return undefined
  }
}

/** Cached and fetched entities in the order of the request, with the errors' paths adjusted. */
function joined(status: number, answer: CacheableAnswer | undefined, wanted: readonly Wanted[]): UpstreamOutcome {
  if (!answer) return { ok: false, reason: 'invalid' }
  const indexes = wanted.flatMap(({ kept }, index) => (kept === undefined ? [index] : []))
  const errors = answer.errors?.map((error) => {
    const [root, index, ...rest] = error.path ?? []
    const original = typeof index === 'number' ? indexes[index] : undefined
    return original === undefined ? error : { ...error, path: [root, original, ...rest] }
  })
  if (!answer.data) return { ok: true, status, body: Buffer.from(JSON.stringify({ data: null, errors })) }
  const came = answer.data._entities.values()
  return answered(
    wanted.map(({ kept }) => kept ?? JSON.stringify(came.next().value ?? null)),
    errors,
  )
}

function answered(entities: readonly string[], errors?: readonly unknown[]): UpstreamOutcome {
  const also = errors?.length ? `,"errors":${JSON.stringify(errors)}` : ''
  return { ok: true, status: 200, body: Buffer.from(`{"data":{"_entities":[${entities.join(',')}]}${also}}`) }
}
