/** All subgraphs as one process: `npm start -- --one-process` runs it. Its arguments say where each listens: `order=4001 pay=4003`. */
import { runTogether, type Program, type Settings } from '@shop/platform/run.ts'
import { isOutage } from '@shop/events/outage.ts'
import { z } from 'zod'
import { projectRoot } from './project.ts'
import { inOneProcess } from './shop/topology.ts'

/** The program that a subgraph's own main.ts runs. Throws where its service.ts has none of its name. */
async function programOf(name: string): Promise<Program<Settings>> {
  const module: unknown = await import(`${projectRoot}/subgraphs/${name}/src/service.ts`)
  const program: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined
  if (!isProgram(program)) throw new TypeError(`subgraphs/${name}/src/service.ts: expected it to export ${name}`)
  return program
}

function isProgram(value: unknown): value is Program<Settings> {
  if (typeof value !== 'object' || value === null || !('settings' in value) || !('start' in value)) return false
  return value.settings instanceof z.ZodObject && typeof value.start === 'function'
}

const members = process.argv.slice(2).map(async (argument) => {
  const [name = '', port] = argument.split('=')
  return { program: await programOf(name), env: { ...process.env, PORT: port } }
})
await runTogether(inOneProcess, await Promise.all(members), isOutage)
