/** The `@example`s of what the packages offer, each as a module of its own, for the compiler. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

export type CodeExample = { readonly file: string; readonly line: number; readonly module: string }

const packages = ['events', 'platform', 'router', 'subgraph-server'] as const
const sources = globSync(`{${packages.join()}}/src/**/*.ts`, { cwd: projectRoot }).filter(
  (file) => !/\.test\.ts$|generated|playground/.test(file),
)

/** Types of the values that examples use without saying where they come from. */
const VALUES: Readonly<Record<string, string>> = {
  ackWaitMs: 'number',
  after: 'string | undefined',
  aggregates: "import('@shop/events/aggregates/aggregates.ts').Aggregates<Tally, Count, Counted>",
  bill: 'object',
  bills: "import('mongodb').Collection",
  caller: "import('@shop/platform/caller.ts').Caller",
  clock: "import('@shop/events/aggregates/ports.ts').Clock",
  command: 'Count',
  config: "import('@shop/subgraph-server/runtime.ts').SubgraphRuntime['config']",
  contract: "import('@shop/events/contract/contract.ts').Contract",
  counter: "import('@shop/events/contract/contract.ts').Domain",
  db: "import('mongodb').Db",
  decider: "import('@shop/events/decider.ts').Decider<Tally, Count, Counted>",
  documents: "import('mongodb').Collection<import('@shop/events/aggregates/document.ts').AggregateDocument>",
  event: "import('@shop/events/contract/envelope.ts').RawEnvelope",
  events: "import('mongodb').Collection<import('@shop/events/outbox/mongo-log.ts').LogEntry>",
  feed: "import('@shop/events/feed/feed.ts').Feed",
  history: "import('@shop/events/history/mongo-history.ts').MongoHistory",
  id: 'string',
  input: '{ readonly idempotencyKey?: string | null }',
  insert: '(lines: readonly string[]) => Promise<void>',
  keys: "import('@shop/events/keys.ts').IdempotencyKeys",
  log: "import('@shop/platform/log.ts').Log",
  newId: '() => string',
  metrics: "import('prom-client').Registry",
  model: "import('mongoose').Model<unknown>",
  mongo: "import('@shop/subgraph-server/resources.ts').SubgraphResources['mongo']",
  nats: "import('@nats-io/transport-node').NatsConnection",
  observer: "import('@shop/events/aggregates/options.ts').AggregateObserver",
  operation: 'string',
  overview: "import('@shop/events/contract/contract.ts').Domain",
  present: '() => Promise<{ readonly version: number; readonly value: { readonly total: number } } | null>',
  publisher: "import('@shop/events/aggregates/ports.ts').Publisher",
  quantity: 'number',
  reactions: "import('@shop/events/reactions.ts').Reactions<Count>",
  readModel: "import('@shop/events/projections/projection.ts').ReadModel",
  registry: "import('prom-client').Registry",
  request: "import('node:http').IncomingMessage",
  resources: "import('@shop/subgraph-server/resources.ts').SubgraphResources",
  runtime: "import('@shop/subgraph-server/runtime.ts').SubgraphRuntime",
  schemas: "import('@shop/events/contract/contract.ts').AggregateManifest['events']",
  scores: "import('@shop/events/projections/projection.ts').ReadModel['projections'][number]",
  send: '(what: unknown) => Promise<void>',
  server: "import('node:http').Server",
  service: 'string',
  show: '(what: unknown) => Promise<void>',
  shutdown: "import('@shop/platform/shutdown.ts').Shutdown",
  signal: 'AbortSignal',
  status: "() => Promise<import('@shop/events/messaging/replica-status.ts').ReplicaStatus>",
  streams: "import('@shop/events/messaging/connection.ts').EventStreams",
  sweep: '() => Promise<void>',
  traceparent: 'string',
  tracer: "import('@shop/platform/tracer.ts').Tracer",
  window: "import('@shop/events/batching/batch-window.ts').BatchWindow",
}

/** Where a name means something else. */
const ELSEWHERE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'events/src/aggregates/aggregates.ts': {
    documents: "import('@shop/events/aggregates/ports.ts').Documents",
    log: "import('@shop/events/aggregates/ports.ts').EventLog",
  },
  'events/src/history/mongo-history.ts': { historyOf: "typeof import('@shop/events/collections.ts').historyOf" },
  'events/src/keys.ts': { caller: 'string', key: 'string', input: 'unknown' },
  'events/src/outbox/log-pages.ts': { log: "typeof import('@shop/events/collections.ts').log" },
  'events/src/projections/projection.ts': {
    Envelope: "type Envelope = import('@shop/events/contract/envelope.ts').RawEnvelope",
    parts: VALUES['resources'] ?? '',
  },
  'router/src/entity-cache/public-entities.ts': {
    types: "import('@shop/router/entity-cache/public-types.ts').PublicTypes",
  },
  'platform/src/runtime.ts': {
    settings:
      "ReturnType<typeof import('zod').z.object<ReturnType<typeof import('@shop/platform/settings.ts').processSettings>>>",
  },
  'platform/src/command-line.ts': { command: "import('@commander-js/extra-typings').Command" },
}

const LIBRARIES: Readonly<Record<string, string>> = {
  Counter: 'prom-client',
  delay: 'node:timers/promises',
  readFile: 'node:fs/promises',
  uuidv7: 'uuid',
  writeFile: 'node:fs/promises',
  z: 'zod',
}
const RENAMED: Readonly<Record<string, string>> = { delay: 'setTimeout as delay', uuidv7: 'v7 as uuidv7' }

/** The domain of the examples: what it counts, and for whom. */
const DOMAIN = [
  'type Tally = { readonly total: number; readonly operations: Readonly<Record<string, unknown>> }',
  "type Count = { readonly type: 'Count'; readonly operation: string; readonly by: number }",
  "type Counted = { readonly type: 'Counted'; readonly by: number }",
  'type Said = { readonly counterId: string; readonly total: number }',
]

export function codeExamples(): readonly CodeExample[] {
  return sources.flatMap((file) => {
    const text = readFileSync(path.join(projectRoot, file), 'utf8')
    return [...text.matchAll(/^ \* @example\n((?: \*(?: .*)?\n)*?)(?: \* @| \*\/)/gm)].map((found) => {
      const code = (found[1] ?? '').replaceAll(/^ \* ?/gm, '')
      const line = text.slice(0, found.index).split('\n').length + 1
      return { file, line, module: moduleOf(file, code) }
    })
  })
}

function moduleOf(file: string, code: string): string {
  const names = [
    ...new Set(code.replaceAll(/'[^'\n]*'|\/\/.*$/gm, '').match(/(?<=^|\.\.\.|[^.\w])[A-Za-z]\w*/gm) ?? []),
  ]
  return [
    ...names.map((name) => declaration(file, name)).filter((line) => line !== undefined),
    ...DOMAIN,
    'export async function example() {',
    code.replaceAll(/^export /gm, '').trimEnd(),
    '}',
    '',
  ].join('\n')
}

function declaration(file: string, name: string): string | undefined {
  const special = ELSEWHERE[file]?.[name]
  if (special !== undefined) return special.startsWith('type ') ? special : `declare const ${name}: ${special}`
  if (exported.get(name)?.includes(file)) return importOf(name, file)
  if (Object.hasOwn(VALUES, name)) return `declare const ${name}: ${VALUES[name]}`
  const library = LIBRARIES[name]
  if (library !== undefined) return `import { ${RENAMED[name] ?? name} } from '${library}'`
  const files = (exported.get(name) ?? []).filter((each) => !each.includes('/testing/'))
  const own = files.filter((each) => each.split('/')[0] === file.split('/')[0])
  const [only, ...others] = own.length > 0 ? own : files
  return only !== undefined && others.length === 0 ? importOf(name, only) : undefined
}

function importOf(name: string, file: string): string {
  const isType = types.has(`${file} ${name}`)
  return `import ${isType ? 'type ' : ''}{ ${name} } from '${path.join(projectRoot, file)}'`
}

const types = new Set<string>()
const exported = new Map<string, string[]>()
for (const file of sources) {
  const text = readFileSync(path.join(projectRoot, file), 'utf8')
  for (const [, kind = '', name = ''] of text.matchAll(
    /^export (?:abstract |async )?(const|function\*?|class|type|interface) (\w+)/gm,
  )) {
    exported.set(name, [...(exported.get(name) ?? []), file])
    if (kind === 'type' || kind === 'interface') types.add(`${file} ${name}`)
  }
}
