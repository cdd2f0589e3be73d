/** docker-compose.yml as a machine without Docker reads it: anchors and merges resolved, `${NAME:-default}` by a variable or its default. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { parse } from 'yaml'
import { z } from 'zod'

const Secret = z.union([z.string(), z.object({ source: z.string(), target: z.string() })])

const ComposeService = z.object({
  image: z.string().optional(),
  command: z.array(z.string()).default([]),
  user: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(Secret).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  deploy: z.object({ resources: z.object({ limits: z.looseObject({ memory: z.string() }) }) }).optional(),
  depends_on: z.union([z.record(z.string(), z.object({ condition: z.string() })), z.array(z.string())]).default([]),
})
export type ComposeService = z.output<typeof ComposeService>

const File = z.looseObject({
  services: z.record(z.string(), ComposeService),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
})

/** Compose's own tags mean something to compose alone. `!reset null` is as if its key were not there. */
const tags = [
  { tag: '!override', resolve: (value: unknown) => value, collection: 'map' as const },
  { tag: '!reset', resolve: () => undefined },
]

export function rawCompose(file: string): unknown {
  const text = readFileSync(path.join(projectRoot, file), 'utf8')
  const read: unknown = parse(text, { merge: true, customTags: (all) => [...all, ...tags] })
  return JSON.parse(JSON.stringify(read))
}

export type ComposeVariables = Readonly<Record<string, string>>

export function readCompose(file: string, variables: ComposeVariables = {}): z.output<typeof File> {
  return File.parse(interpolated(rawCompose(file), variables))
}

/** What `--env-file` takes from it. */
export function readVariables(file: string): ComposeVariables {
  const lines = readFileSync(path.join(projectRoot, file), 'utf8').split('\n')
  const pairs = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s, 2))
  return Object.fromEntries(pairs)
}

/** Those whose names stand in it: others it does not heed. */
export function variablesOf(file: string): ReadonlySet<string> {
  const text = readFileSync(path.join(projectRoot, file), 'utf8')
  return new Set([...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name = '']) => name))
}

function interpolated(value: unknown, variables: ComposeVariables): unknown {
  if (Array.isArray(value)) return value.map((each) => interpolated(each, variables))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolated(each, variables)]))
  if (typeof value !== 'string') return value
  const filled = value.replaceAll(
    /(?<!\$)\$\{(\w+)(:?)-([^}]*)\}/g,
    (_all, name: string, orEmpty: string, otherwise: string) => {
      const given = variables[name]
      return given === undefined || (orEmpty && given === '') ? otherwise : given
    },
  )
  return filled.replaceAll('$$', '$')
}
