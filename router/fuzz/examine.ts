/** How the answers of a world are looked at: by planner and executor in this process, or through a whole router. */

import { createServer } from 'node:http'
import { once } from 'node:events'
import { z } from 'zod'
import { parseJson } from '../src/json.ts'
import { readBody } from '../src/http/body.ts'
import type { Result } from '../src/executor.ts'
import type { LocalSubgraph } from '../testing/execution/local-upstreams.ts'
import { ToyRouter } from '../testing/toy-router.ts'
import { fault, type Attempt } from './attempt.ts'
import { parsed, unlike } from './compare.ts'
import { printSubgraph } from './print-subgraph.ts'
import type { FuzzWorld } from './world.ts'

export type Examiner = AsyncDisposable & {
  /** What is wrong; undefined where nothing is. */
  readonly fault: (attempt: Attempt) => Promise<string | undefined>
}

export type Examine = (world: FuzzWorld) => Promise<Examiner>

/** The examiner ends with what it was made for. */
export async function withExaminer<T>(examine: Examine, world: FuzzWorld, work: (examiner: Examiner) => Promise<T>) {
  const examiner = await examine(world)
  try {
    return await work(examiner)
  } finally {
    await examiner[Symbol.asyncDispose]()
  }
}

export const inProcess: Examine = (world) =>
  Promise.resolve({
    fault: (attempt) => fault(world, attempt),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  })

const LABELS_HEADER = 'x-labels'
/** Nothing is refused for its size: that is not what is looked for. */
const MUCH = '1000000'
const SETTINGS = {
  OVERRIDE_LABELS_HEADER: LABELS_HEADER,
  ...{ RATE_PER_USER: '0', RATE_PER_ADDRESS: '0', RATE_COST: '0' },
  ...{ LIMIT_COST: '1000000000', LIMIT_HEIGHT: MUCH, LIMIT_ALIASES: MUCH, LIMIT_DIRECTIVES: MUCH, LIMIT_DEPTH: MUCH },
  ...{ LIMIT_ROOT_FIELDS: MUCH, LIMIT_TOKENS: MUCH },
  // Nor is anything too late, however busy the machine is.
  ...{ UPSTREAM_TIMEOUT_MS: MUCH, REQUEST_TIMEOUT_MS: MUCH, PLANNING_TIMEOUT_MS: MUCH },
}

/** By values at first, then spliced, then as what is known. */
const TIMES = 3

/** Each query is sent over HTTP, with its labels in a header, by POST three times and by GET; a mutation once; a subscription not at all. */
export const throughRouter: Examine = async (world) => {
  const resources = new AsyncDisposableStack()
  try {
    const definitions = await Promise.all(
      [...world.subgraphs].map(async ([name, subgraph]) => {
        const url = resources.use(await serve(subgraph)).url
        return { definition: { name, url, sdl: printSubgraph(world.universe, name) } }
      }),
    )
    const router = resources.use(await ToyRouter.start(definitions, SETTINGS))
    return {
      fault: (attempt) => routed(world, router.url, attempt).catch((error: unknown) => `threw ${String(error)}`),
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    }
  } catch (error) {
    await resources.disposeAsync()
    throw error
  }
}

async function routed(world: FuzzWorld, url: string, attempt: Attempt): Promise<string | undefined> {
  const { operation } = attempt
  if (operation.kind === 'subscription') return undefined
  const expected = parsed(await world.oracle(operation.document, operation.variables, []))
  const senders = operation.kind === 'mutation' ? [post] : [...Array.from({ length: TIMES }, () => post), get]
  for (const [index, send] of senders.entries()) {
    const actual = await send(`${url}/graphql`, attempt)
    const differs = unlike(world, operation.document, expected, actual)
    if (differs !== undefined) return `answer ${index + 1}: ${differs}`
  }
  return undefined
}

async function post(url: string, { operation, overrides }: Attempt): Promise<Result> {
  const headers = { 'content-type': 'application/json', [LABELS_HEADER]: overrides.join() }
  const { text: query, variables } = operation
  return answerOf(await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }))
}

async function get(url: string, { operation, overrides }: Attempt): Promise<Result> {
  const headers = { 'apollo-require-preflight': 'yes', [LABELS_HEADER]: overrides.join() }
  const search = new URLSearchParams({ query: operation.text, variables: JSON.stringify(operation.variables) })
  return answerOf(await fetch(`${url}?${search.toString()}`, { headers }))
}

const Answer = z.object({ data: z.unknown(), errors: z.array(z.looseObject({ message: z.string() })).optional() })

async function answerOf(response: Response): Promise<Result> {
  return Answer.parse(parseJson(await response.text())) as Result
}

const SubgraphRequest = z.object({
  query: z.string(),
  operationName: z.string().optional(),
  variables: z.record(z.string(), z.unknown()).default({}),
})

async function serve(subgraph: LocalSubgraph): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const answering = readBody(request, 100_000_000)
      .then((body) => subgraph(SubgraphRequest.parse(parseJson(body.toString()))))
      .then(
        (answer) => [200, answer] as const,
        (error: unknown) => [500, { errors: [{ message: String(error) }] }] as const,
      )
    void answering.then(([status, answer]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
