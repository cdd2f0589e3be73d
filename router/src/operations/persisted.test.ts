import type { GraphQLRequest } from './request.ts'
import { PersistedQueries } from './persisted.ts'
import { sha256 } from './manifest.ts'

const request = (text: string, query: string | undefined): GraphQLRequest => ({
  query,
  operationName: undefined,
  variables: {},
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } },
  documentId: undefined,
})

test('a text counts with what its entry takes, however short it is', () => {
  const persisted = new PersistedQueries(10_000)
  const texts = Array.from({ length: 100 }, (_, n) => `{a${n}}`)
  for (const text of texts) persisted.resolve(request(text, text)).register?.()
  const isKnown = (text: string): boolean => {
    try {
      return persisted.resolve(request(text, undefined)).query === text
    } catch {
      return false
    }
  }
  const known = texts.filter(isKnown)
  expect(known.at(-1)).toBe('{a99}')
  expect(known.length).toBeLessThan(50)
})
