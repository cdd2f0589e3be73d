/** The ways in which a client can ask. */
import { z } from 'zod'
import { socketClient } from '@shop/router/testing/client.ts'

const WayAnswer = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() })
export type WayAnswer = z.output<typeof WayAnswer>

const TIMEOUT_MS = 60_000

export async function post(url: string, query: string): Promise<WayAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return WayAnswer.parse(await response.json())
}

export async function get(url: string, query: string): Promise<WayAnswer> {
  const response = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
  })
  return WayAnswer.parse(await response.json())
}

export async function socket(url: string, query: string): Promise<WayAnswer> {
  const { client } = socketClient(url)
  try {
    for await (const result of client.iterate({ query })) return WayAnswer.parse(JSON.parse(JSON.stringify(result)))
    throw new Error('no answer')
  } catch (error) {
    if (Array.isArray(error)) return { errors: error }
    throw error
  } finally {
    await client.dispose()
  }
}
