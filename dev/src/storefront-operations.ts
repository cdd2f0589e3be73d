/** The variables and results of the storefront's operations, as types: from its .graphql files and the schema that clients see. */
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { codegen } from '@graphql-codegen/core'
import { preset } from '@graphql-codegen/client-preset'
import { buildSchema, parse, Source, validate } from 'graphql'
import { projectRoot } from './project.ts'

const folder = path.join(projectRoot, 'storefront', 'src')

const target = path.join('storefront', 'src', 'generated', 'graphql.ts')
const header = '/* Generated from .graphql files by `npm run generate`: change those, not this. */\n'

/** The one file, by its path. Throws where an operation is not valid against the schema. */
export async function operationTypes(): Promise<Map<string, string>> {
  const schema = await readFile(path.join(projectRoot, 'schema.graphql'), 'utf8')
  const documents = await readDocuments()
  const faults = validate(buildSchema(schema), parse(documents.map(({ rawSDL }) => rawSDL).join('\n')))
  if (faults.length > 0) throw new Error(faults.map(String).join('\n\n'))
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: 'generated/',
    schema: parse(schema),
    documents,
    config: {
      useTypeImports: true,
      scalars: { DateTime: 'string' },
      defaultScalarType: 'unknown',
      immutableTypes: true,
    },
    presetConfig: { fragmentMasking: false },
    plugins: [],
    pluginMap: {},
  })
  const section = sections.find(({ filename }) => filename.endsWith('/graphql.ts'))
  if (!section) throw new Error('The client preset gives no graphql.ts any more: look at its new files.')
  return new Map([[target, header + (await codegen(section))]])
}

async function readDocuments() {
  const files = globSync('**/*.graphql', { cwd: folder }).toSorted()
  return Promise.all(
    files.map(async (location) => {
      const rawSDL = await readFile(path.join(folder, location), 'utf8')
      return { location, rawSDL, document: parse(new Source(rawSDL, location)), hash: location }
    }),
  )
}
