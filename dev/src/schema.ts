/** `npm run schema`: writes the API schema; `--check` lists what it breaks for clients of a published one. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { Obstacle, errorMessage, runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'
import { apiSchema, printApiSchema } from './schema/api-schema.ts'
import { brokenOperations, compareSchemas } from './schema/compare.ts'
import { publishedSchema } from './schema/published-schema.ts'

const options = commandLine({
  script: 'schema',
  does: 'Writes the API schema that the subgraphs compose to, or compares it with one that was published before.',
  examples: {
    '': 'writes schema.graphql',
    '--check published.graphql': 'lists breaking and dangerous changes; exit code 1 where something breaks',
    '--check http://127.0.0.1:4000/graphql --operations storefront/src':
      'against a running router, and with the operations of a client',
    '--fresh': 'writes nothing; exit code 1 where schema.graphql is not what the subgraphs compose to',
  },
})
  .option('--out <file>', 'where to write', path.join(projectRoot, 'schema.graphql'))
  .option('--check <file or url>', 'the published schema: a file of SDL, or an endpoint that answers introspection')
  .option('--operations <folder>', 'a folder of .graphql files that must remain valid')
  .option('--fresh', 'only look whether the written file is right')
  .parse()
  .opts()

async function main(): Promise<void> {
  const schema = await apiSchema()
  const { out, check, operations, fresh } = options
  if (check === undefined && operations === undefined) return write(printApiSchema(schema), out, fresh ?? false)
  const broken: string[] = []
  if (check !== undefined) {
    const { breaking, dangerous, safe } = await compareSchemas(await published(check), schema)
    for (const line of dangerous) console.log(`dangerous  ${line}`)
    broken.push(...breaking.map((line) => `breaking   ${line}`))
    console.log(`${breaking.length} breaking, ${dangerous.length} dangerous, ${safe} safe changes since ${check}`)
  }
  if (operations !== undefined) {
    const lines = await brokenOperations(schema, path.resolve(operations)).catch((error: unknown) => {
      throw new Obstacle(`--operations ${operations}: ${errorMessage(error)}`)
    })
    broken.push(...lines.map((line) => `operation  ${line}`))
    console.log(`${lines.length} errors in the operations of ${operations}`)
  }
  for (const line of broken) console.log(line)
  if (broken.length > 0) process.exitCode = 1
}

async function published(fileOrUrl: string) {
  try {
    return await publishedSchema(fileOrUrl)
  } catch (error) {
    throw new Obstacle(`--check ${errorMessage(error)}`)
  }
}

async function write(text: string, file: string, fresh: boolean): Promise<void> {
  const there = await readFile(file, 'utf8').catch(() => undefined)
  if (there === text) return console.log(`${path.relative(process.cwd(), file)} is up to date`)
  if (fresh) throw new Obstacle(`${path.relative(projectRoot, file)} is stale: run \`npm run schema\``)
  await writeFile(file, text)
  console.log(`wrote ${path.relative(process.cwd(), file)}`)
}

await runMain(main)
