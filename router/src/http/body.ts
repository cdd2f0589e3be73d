import type { IncomingMessage } from 'node:http'
import { free } from '../freed-memory.ts'
import { parseJson } from '../json.ts'
import { badJson } from '../operations/request.ts'
import type { RequestError } from '../operations/request-error.ts'
import { badRequest, limitExceeded, unavailable } from '../operations/request-error.ts'
import { BUFFER_OVERHEAD_BYTES, type ByteBudget } from '../request/byte-budget.ts'
import { readContentType } from './media-type.ts'

/** Where bytes count while they are being read. */
export type ByteAccounting = { readonly budget: ByteBudget; readonly address: string | undefined }

/** The JSON value of a POST. Rejects with a RequestError for another media type, too many bytes, or what is no JSON. */
export async function readJson(request: IncomingMessage, maxBytes: number, counted?: ByteAccounting): Promise<unknown> {
  const content = readContentType(request.headers['content-type'])
  if (content?.type !== 'application/json') throw badRequest('POST takes "content-type: application/json".', 415)
  if (content.charset !== undefined && content.charset !== 'utf-8' && content.charset !== 'utf8')
    throw badRequest('The body must be UTF-8.', 415)
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw badRequest('The body must not be compressed.', 415)
  const chunks = await readChunks(request, maxBytes, counted)
  try {
    return parseJson(textOf(chunks))
  } catch (error) {
    throw badJson('The body', error)
  }
}

/** Stops reading at the first byte over the limit; the connection is then of no more use. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return Buffer.concat(await readChunks(request, maxBytes))
}

/** Where chunks are put together to be decoded: memory of such a size for each request would have to be collected soon. */
let scratch = Buffer.alloc(0)

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks
  if (only && chunks.length === 1) return only.toString() // for most, and too short to be given back by hand
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
  if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(bytes)
  let at = 0
  for (const chunk of chunks) {
    at += chunk.copy(scratch, at)
    free(chunk)
  }
  return scratch.toString('utf8', 0, bytes)
}

function readChunks(request: IncomingMessage, maxBytes: number, counted?: ByteAccounting): Promise<readonly Buffer[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Buffer[]>()
  const tooLarge = () => limitExceeded('bodyBytes', `The body is over the limit of ${maxBytes} bytes.`, 413)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    reject(tooLarge())
    return promise
  }
  const chunks: Buffer[] = []
  let bytes = 0
  let taken = 0
  const giveBack = (): void => {
    if (taken > 0) counted?.budget.give(holder, taken)
    taken = 0
  }
  const stop = (error: Error): void => {
    request.removeAllListeners('data')
    for (const chunk of chunks.splice(0)) free(chunk)
    giveBack()
    reject(error)
  }
  const refuse = (): void => {
    stop(tooManyBodies())
    // What is left of it is read to nowhere: waiting here, it would be held.
    request.on('data', free)
  }
  const holder = { address: counted?.address, cutOff: refuse }
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) {
      request.pause()
      return stop(tooLarge())
    }
    const occupied = chunk.length + BUFFER_OVERHEAD_BYTES
    if (counted && !counted.budget.take(holder, occupied)) {
      refuse()
      free(chunk)
      return
    }
    taken += occupied
    chunks.push(chunk)
  })
  request.on('end', () => {
    giveBack()
    resolve(chunks)
  })
  request.on('error', () => reject(badRequest('The body broke off.')))
  request.on('close', () => {
    giveBack()
    if (request.complete) return
    for (const chunk of chunks.splice(0)) free(chunk)
    reject(badRequest('The body broke off.'))
  })
  return promise
}

/** Of so many clients that each of them progresses slowly: a half-sent body occupies memory. */
function tooManyBodies(): RequestError {
  return unavailable('Too many requests are being read; try again later.')
}
