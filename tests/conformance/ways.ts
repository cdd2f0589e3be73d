/** The ways in which a client can ask. */
import { z } from 'zod'
import { socketClient } from '@shop/router/testing/client.ts'

const Answer = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() })
export type Answer = z.output<typeof Answer>

const TIMEOUT_MS = 60_000

export async function post(url: string, query: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return Answer.parse(await response.json())
}

export async function get(url: string, query: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
  })
  return Answer.parse(await response.json())
}

export async function socket(url: string, query: string): Promise<Answer> {
  const { client } = socketClient(url)
  try {
    for await (const result of client.iterate({ query })) return Answer.parse(JSON.parse(JSON.stringify(result)))
    throw new Error('no answer')
  } catch (error) {
    if (Array.isArray(error)) return { errors: error }
    throw error
  } finally {
    await client.dispose()
  }
}
