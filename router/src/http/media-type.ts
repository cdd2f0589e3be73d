/** What a client takes, as far as this router can give it (Accept of RFC 9110, media types of GraphQL over HTTP). */
export type Accepts = {
  /** For one result. Undefined: the client takes neither. */
  readonly result: ResultType | undefined
  /** For many results. */
  readonly stream: 'sse' | 'multipart' | undefined
  /** A browser that wants a page rather than an answer. */
  readonly html: boolean
}

export type ResultType = 'application/graphql-response+json' | 'application/json'

/** GraphQL over HTTP, section 6.1: who names nothing knows nothing newer. */
const LEGACY: ResultType = 'application/json'

const REMEMBERED = 200
const known = new Map<string, Accepts>()

/** The media types for a result and for a stream; those of headers seen before are remembered. */
export function readAccept(header: string | undefined): Accepts {
  if (header === undefined || header === '') return { result: LEGACY, stream: undefined, html: false }
  const earlier = known.get(header)
  if (earlier) return earlier
  const accepts = parse(header)
  if (known.size < REMEMBERED) known.set(header, accepts)
  return accepts
}

function parse(header: string): Accepts {
  const ranges = header
    .split(',')
    .map(range)
    .filter(({ quality }) => quality > 0)
  const quality = (type: string) => {
    const [main] = type.split('/')
    const match = [type, `${main}/*`, '*/*'].map((name) => ranges.find((each) => each.type === name)).find(Boolean)
    return match?.quality ?? 0
  }
  const named = (type: string) => ranges.find((each) => each.type === type)?.quality ?? 0
  const modern = named('application/graphql-response+json')
  const legacy = quality('application/json')
  const result = modern > 0 && modern >= legacy ? 'application/graphql-response+json' : legacy > 0 ? LEGACY : undefined
  const sse = named('text/event-stream')
  const multipart = ranges.some(
    ({ type, parameters }) => type === 'multipart/mixed' && parameters.includes('subscriptionspec'),
  )
  return {
    result,
    stream: sse > 0 ? 'sse' : multipart ? 'multipart' : undefined,
    html: named('text/html') > Math.max(modern, named('application/json')),
  }
}

function range(text: string): { readonly type: string; readonly quality: number; readonly parameters: string } {
  const [type = '', ...parameters] = text
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  const value = quality ? Number.parseFloat(quality.slice(2)) : 1
  return { type, quality: Number.isNaN(value) ? 0 : value, parameters: parameters.join(';') }
}

/** Undefined for a header that is none; type and subtype in small letters otherwise, with the charset where one is named. */
export function readContentType(
  header: string | undefined,
): { readonly type: string; readonly charset: string | undefined } | undefined {
  if (header === undefined) return undefined
  const [type = '', ...parameters] = header
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  return { type, charset: charset?.replaceAll('"', '') }
}
