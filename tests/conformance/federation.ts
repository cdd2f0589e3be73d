/** Runs every case of a suite of the federation audit on a router, in every way in which it can come to an answer. */
import { isDeepStrictEqual } from 'node:util'
import { readConfig } from '@shop/platform/config.ts'
import { createRuntime } from '@shop/platform/runtime.ts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { routerSettings } from '@shop/router/config.ts'
import { startRouter, type Router } from '@shop/router/router.ts'
import { socketClient } from '@shop/router/testing/client.ts'
import { z } from 'zod'
import type { AuditCase } from './audit-server.ts'

/** As the router counts its answers; warmed: planned by a new supergraph before it was served. */
export const ways = ['values', 'spliced', 'warmed', 'GET', 'WebSocket'] as const
export type Way = (typeof ways)[number]

export type AuditFailure = {
  readonly suite: string
  readonly index: number
  readonly way: Way
  readonly test: AuditCase
  readonly answer: WayAnswer
}

export type SuiteReport = {
  /** A mutation is sent once: it changes the data. */
  readonly counts: Readonly<Record<Way, number>>
  readonly failures: readonly AuditFailure[]
}

export async function runSuite(suite: string, supergraph: string, cases: readonly AuditCase[]): Promise<SuiteReport> {
  const counts = { values: 0, spliced: 0, warmed: 0, GET: 0, WebSocket: 0 }
  const failures: AuditFailure[] = []
  const folder = await mkdtemp(path.join(os.tmpdir(), 'audit-'))
  const file = path.join(folder, 'supergraph.graphql')
  await writeFile(file, supergraph)
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    SUPERGRAPH: file,
    RATE_PER_ADDRESS: '0',
    RATE_COST: '0',
  }
  const runtime = createRuntime('router', readConfig(routerSettings, env))
  try {
    const router = await startRouter(runtime)
    const one = async (
      way: Way,
      [index, test]: readonly [number, AuditCase],
      send: () => Promise<WayAnswer>,
    ): Promise<void> => {
      counts[way]++
      const answer = await send().catch((error: unknown) => ({ errors: [String(error)] }))
      if (!isRight(answer, test)) failures.push({ suite, index, way, test, answer })
    }
    for (const numbered of cases.entries()) {
      const { query } = numbered[1]
      await one('values', numbered, () => post(router.url, query))
      if (isMutation(query)) continue
      await one('spliced', numbered, () => post(router.url, query))
      await one('GET', numbered, () => get(router.url, query))
      await one('WebSocket', numbered, () => socket(router.url, query))
    }
    await reload(router, supergraph)
    for (const numbered of cases.entries())
      if (!isMutation(numbered[1].query)) await one('warmed', numbered, () => post(router.url, numbered[1].query))
    return { counts, failures }
  } finally {
    await runtime.shutdown.close()
    await rm(folder, { recursive: true })
  }
}

/** The same supergraph under another text. */
async function reload({ services: { graph } }: Router, supergraph: string): Promise<void> {
  const before = graph.current
  await graph.load(`${supergraph}\n# again`)
  if (graph.current === before) throw new Error('no other supergraph was adopted')
}

function isRight({ data, errors }: WayAnswer, { expected }: AuditCase): boolean {
  if (!isDeepStrictEqual(data ?? null, expected.data ?? null)) return false
  return expected.errors === undefined || expected.errors === (errors !== undefined && errors.length > 0)
}

function isMutation(query: string): boolean {
  return /^\s*mutation\b/m.test(query)
}

const WayAnswer = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() })
type WayAnswer = z.output<typeof WayAnswer>

const TIMEOUT_MS = 60_000

async function post(url: string, query: string): Promise<WayAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return WayAnswer.parse(await response.json())
}

async function get(url: string, query: string): Promise<WayAnswer> {
  const response = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
  })
  return WayAnswer.parse(await response.json())
}

async function socket(url: string, query: string): Promise<WayAnswer> {
  const { client } = socketClient(url)
  try {
    for await (const result of client.iterate({ query })) return WayAnswer.parse(JSON.parse(JSON.stringify(result)))
    throw new Error('no answer')
  } catch (error) {
    if (Array.isArray(error)) return { errors: error }
    throw error
  } finally {
    await client.dispose()
  }
}
