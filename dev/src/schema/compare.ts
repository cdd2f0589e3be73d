/** What a new schema breaks for those who know an earlier one, and for a folder of their operations. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { CriticalityLevel, diff, validate } from '@graphql-inspector/core'
import { type GraphQLSchema, Source } from 'graphql'

export type Comparison = {
  /** Clients that were right before may be wrong now. */
  readonly breaking: readonly string[]
  /** Valid still, and may mean something else: a new enum value, a default that changed. */
  readonly dangerous: readonly string[]
  /** How many changes are safe for clients. */
  readonly safe: number
}

export async function compareSchemas(published: GraphQLSchema, next: GraphQLSchema): Promise<Comparison> {
  const changes = await diff(published, next)
  const of = (level: CriticalityLevel): string[] =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message)
  const [breaking, dangerous] = [of(CriticalityLevel.Breaking), of(CriticalityLevel.Dangerous)]
  return { breaking, dangerous, safe: changes.length - breaking.length - dangerous.length }
}

/** One line for each error of each .graphql file below `folder`: "file: message". Throws where there is no such file. */
export async function brokenOperations(schema: GraphQLSchema, folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => /\.(graphql|gql)$/.test(name)).toSorted()
  if (files.length === 0) throw new Error(`${folder} has no .graphql file`)
  const sources = await Promise.all(
    files.map(async (name) => new Source(await readFile(path.join(folder, name), 'utf8'), name)),
  )
  const found = validate(schema, sources, { strictDeprecated: false })
  return found.flatMap(({ source, errors }) => errors.map(({ message }) => `${source.name}: ${message}`))
}
