/** docker-compose.yml as a machine without Docker reads it: anchors and merges resolved, `${NAME:-default}` by its default. */
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

/** Compose's own tags mean something to compose alone. */
const tags = ['!override', '!reset'].map((tag) => ({
  tag,
  resolve: (value: unknown) => value,
  collection: 'map' as const,
}))

export function rawCompose(file: string): unknown {
  const text = readFileSync(path.join(projectRoot, file), 'utf8')
  return parse(text, { merge: true, customTags: (all) => [...all, ...tags] })
}

export function readCompose(file: string): z.output<typeof File> {
  return File.parse(interpolated(rawCompose(file)))
}

function interpolated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(interpolated)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolated(each)]))
  if (typeof value !== 'string') return value
  return value.replaceAll(/(?<!\$)\$\{\w+:?-([^}]*)\}/g, '$1').replaceAll('$$', '$')
}
