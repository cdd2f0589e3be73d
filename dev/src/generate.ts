/**
 * `npm run generate`: resolver types from each subgraph's schema.graphql, the manifests that each subgraph has, and the storefront's
 * operations as types. `--check` writes nothing and fails where they are stale.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as resolvers from '@graphql-codegen/typescript-resolvers'
import { commandLine } from '@shop/platform/command-line.ts'
import { parse } from 'graphql'
import { z } from 'zod'
import { manifests } from './manifests.ts'
import { observabilityFiles } from './observability/files.ts'
import { runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'
import { operationTypes } from './storefront-operations.ts'

/** subgraphs/<name>/codegen.json: what a subgraph's resolvers return instead of the schema's own types. */
const Options = z
  .strictObject({ mappers: z.record(z.string(), z.string()), scalars: z.record(z.string(), z.string()) })
  .partial()

const header = '/* Generated from schema.graphql by `npm run generate`: change that, not this. */\n'

/** The text of src/generated/graphql.ts for a schema. */
export async function resolverTypes(schema: string, options: z.infer<typeof Options> = {}): Promise<string> {
  const types = await codegen({
    filename: 'graphql.ts',
    schema: parse(schema),
    documents: [],
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
    config: {
      federation: true,
      contextType: '@shop/subgraph-server/context.ts#RequestContext',
      mappers: options.mappers ?? {},
      scalars: { DateTime: 'string', _FieldSet: 'string', ...options.scalars },
      defaultScalarType: 'unknown',
      enumsAsTypes: true,
      immutableTypes: true,
      skipTypename: true,
      useTypeImports: true,
      inputMaybeValue: 'T | null | undefined',
    },
  })
  return header + types
}

/** Writes every generated file, or only looks; returns those that were stale. */
async function generateAll({ write }: { write: boolean }): Promise<string[]> {
  const stale: string[] = []
  for (const [file, content] of new Map([
    ...(await allResolverTypes()),
    ...(await manifests()),
    ...(await operationTypes()),
    ...observabilityFiles(),
  ])) {
    const target = path.join(projectRoot, file)
    if (content === (await text(target))) continue
    stale.push(file)
    if (!write) continue
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, content)
  }
  return stale
}

/** By file. */
async function allResolverTypes(): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for (const name of (await Promise.all(['subgraphs', 'examples'].map(foldersIn))).flat()) {
    const folder = path.join(projectRoot, name)
    const schema = await text(path.join(folder, 'schema.graphql'))
    if (schema === undefined) continue
    const options = Options.parse(JSON.parse((await text(path.join(folder, 'codegen.json'))) ?? '{}'))
    all.set(path.join(name, 'src', 'generated', 'graphql.ts'), await resolverTypes(schema, options))
  }
  return all
}

async function foldersIn(room: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(projectRoot, room), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(room, name))
    .toSorted()
}

async function text(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function main({ check }: { readonly check: boolean }): Promise<void> {
  const stale = await generateAll({ write: !check })
  for (const file of stale) console.log(check ? `${file} is stale: run \`npm run generate\`` : `wrote ${file}`)
  if (check && stale.length > 0) process.exitCode = 1
}

if (import.meta.main)
  await commandLine({
    script: 'generate',
    does: 'Writes resolver types, manifests and the storefront’s operations from the schemas: what is stale of them.',
    examples: { '': 'after a schema was changed', '--check': 'writes nothing; exit code 1 where something is stale' },
  })
    .option('--check', 'only look', false)
    .action((options) => runMain(() => main(options)))
    .parseAsync()
