/** A schema that was published before: a file of SDL, or a running endpoint that answers introspection. */
import { readFile } from 'node:fs/promises'
import { types } from 'node:util'
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql'
import { z } from 'zod'
import { errorMessage } from '../obstacle.ts'

const timeoutMs = 10_000
const Answer = z.object({
  data: z.custom<IntrospectionQuery>((data) => typeof data === 'object' && data !== null && '__schema' in data),
})

/** Throws an Error that names the file or URL and what is wrong with it. */
export async function publishedSchema(fileOrUrl: string): Promise<GraphQLSchema> {
  try {
    return /^https?:\/\//.test(fileOrUrl)
      ? await introspected(fileOrUrl)
      : buildSchema(await readFile(fileOrUrl, 'utf8'))
  } catch (error) {
    throw new Error(`${fileOrUrl} gives no schema: ${reasonOf(error)}`, { cause: error })
  }
}

async function introspected(url: string): Promise<GraphQLSchema> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const answer = Answer.safeParse(await response.json())
  if (!answer.success)
    throw new Error(
      `status ${response.status}, and no answer to introspection (off in production: compare with a file)`,
    )
  return buildClientSchema(answer.data.data)
}

/** A failed fetch says why only in its cause. */
function reasonOf(error: unknown): string {
  const { cause } = types.isNativeError(error) ? error : {}
  return cause === undefined ? errorMessage(error) : `${errorMessage(error)} (${errorMessage(cause)})`
}
