import type { IncomingMessage } from 'node:http'

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not json' }
  | { readonly kind: 'too large' }
  | { readonly kind: 'gone' }

/** Reads a request's body to its end, `limit` bytes at most, as UTF-8 JSON. Never rejects. */
export async function readJson(request: IncomingMessage, limit: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return { kind: 'too large' }
  const { promise, resolve } = Promise.withResolvers<Body>()
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limit) resolve({ kind: 'too large' })
    else chunks.push(chunk)
  })
  request.on('end', () => resolve(parsed(chunks)))
  request.on('error', () => resolve({ kind: 'gone' }))
  request.on('close', () => resolve({ kind: 'gone' }))
  return promise
}

function parsed(chunks: readonly Buffer[]): Body {
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(chunks).toString()) }
  } catch {
    return { kind: 'not json' }
  }
}
