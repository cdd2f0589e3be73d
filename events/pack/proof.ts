/** What the package has to do where nothing of this project is: the counter of its README, against a MongoDB and a NATS. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

type CounterEngines = { readonly mongoUri: string; readonly natsUrl: string; readonly database: string }

/** What the example is about: what it imports beside the package, and what its types need. */
export const beside = ['@nats-io/jetstream', '@nats-io/transport-node', 'mongodb', 'zod']

export const printed = ['all: 3', 'apples: 2', 'pears: 1', ''].join('\n')

/** The example of the README in `folder`, as it stands there: a module of TypeScript, which Node runs as it is. Answers its file. */
export async function writeCounter(folder: string): Promise<string> {
  const readme = await readFile(path.join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const [, source] = /```ts\n(.*?)```/s.exec(readme) ?? []
  if (source === undefined) throw new Error('the README has no example')
  const file = path.join(folder, 'counter.ts')
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n')
  await writeFile(file, source)
  return file
}

/** Answers what it prints. */
export async function runCounter(file: string, { mongoUri, natsUrl, database }: CounterEngines): Promise<string> {
  const env = { MONGODB_URI: mongoUri, NATS_URL: natsUrl, MONGODB_DATABASE: database }
  const { stdout } = await run(process.execPath, [file], { cwd: path.dirname(file), env, timeout: 60_000 })
  return stdout
}
