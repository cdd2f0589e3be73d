/** A command of the shop as a process of its own, as a person runs it. */
import path from 'node:path'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'

export type Ran = { readonly code: number | null; readonly output: string }
type RecoveryTargets = { readonly mongoUri: string; readonly database: string; readonly natsUrl: string }

/** Resolves when it has ended. */
export async function run(file: string, args: readonly string[], where: RecoveryTargets): Promise<Ran> {
  const lines: string[] = []
  const env = { MONGODB_URI: where.mongoUri, MONGODB_DATABASE: where.database, NATS_URL: where.natsUrl }
  const command = { file: process.execPath, args: [path.join(projectRoot, file), ...args], cwd: projectRoot, env }
  const child = await Child.spawn(command, (line) => lines.push(line))
  const { code } = await child.exited
  return { code, output: lines.join('\n') }
}
