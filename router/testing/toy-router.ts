import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { SignJWT } from 'jose'
import { z } from 'zod'
import { readConfig } from '@shop/platform/config.ts'
import type { Log } from '@shop/platform/log.ts'
import { createRuntime } from '@shop/platform/runtime.ts'
import { routerSettings } from '../src/config.ts'
import type { RouterServices } from '../src/router-services.ts'
import { startRouter } from '../src/router.ts'
import { compose } from '../src/supergraph/compose.ts'
import type { CreateExecutor } from '../src/supergraph/generation.ts'
import type { ToySubgraph } from './toy-subgraph.ts'

export const SECRET = 'a secret of at least thirty-two bytes'

const ToyAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()),
      }),
    )
    .optional(),
})
export type ToyAnswer = z.output<typeof ToyAnswer>

/** A router in this process, on a free port, with a supergraph file composed of toy subgraphs. */
export class ToyRouter {
  readonly url: string
  readonly file: string
  readonly services: RouterServices
  readonly #stop: () => Promise<unknown>

  private constructor(url: string, file: string, services: RouterServices, stop: () => Promise<unknown>) {
    this.url = url
    this.file = file
    this.services = services
    this.#stop = stop
  }

  static async start(
    subgraphs: readonly Pick<ToySubgraph, 'definition'>[],
    settings: Record<string, string> = {},
    { createExecutor, log }: { createExecutor?: CreateExecutor; log?: Log } = {},
  ): Promise<ToyRouter> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'router-'))
    const file = path.join(folder, 'supergraph.graphql')
    await writeFile(file, compose(subgraphs.map(({ definition }) => definition)))
    const login = 'NODE_ENV' in settings ? {} : { DEV_LOGIN: 'on' }
    const env = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', JWT_SECRET: SECRET, ...login, ...settings }
    const source = 'SUBGRAPHS' in settings || 'SUPERGRAPH' in settings ? {} : { SUPERGRAPH: file }
    const runtime = createRuntime('router', readConfig(routerSettings, { ...env, ...source }))
    const { url, services } = await startRouter(log ? { ...runtime, log } : runtime, createExecutor).catch(
      async (error: unknown) => {
        await runtime.shutdown.close()
        throw error
      },
    )
    return new ToyRouter(url, file, services, async () => {
      await runtime.shutdown.close()
      await rm(folder, { recursive: true })
    })
  }

  stop(): Promise<unknown> {
    return this.#stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop()
  }

  /** The value of the first series of /metrics with this name and these labels; 0 where there is none. */
  async metric(name: string, labels: Record<string, string>): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text()
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const line = text
      .split('\n')
      .find((each) => each.startsWith(`${name}{`) && wanted.every((label) => each.includes(label)))
    return Number(line?.split(' ').at(-1) ?? 0)
  }

  /** Rewrites the supergraph file. */
  async compose(subgraphs: readonly Pick<ToySubgraph, 'definition'>[]): Promise<void> {
    await writeFile(this.file, compose(subgraphs.map(({ definition }) => definition)))
  }

  async request(
    query: string,
    options: { variables?: object; token?: string; headers?: Record<string, string> } = {},
  ): Promise<ToyAnswer> {
    const { variables, token, headers } = options
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
      body: JSON.stringify({ query, variables }),
    })
    return ToyAnswer.parse(await response.json())
  }
}

/** A token as the router believes it. */
export function token(
  user: string,
  roles: readonly string[],
  options: { secret?: string; expires?: number | string } = {},
): Promise<string> {
  const { secret = SECRET, expires = '1h' } = options
  return new SignJWT({ roles: [...roles] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setIssuer('membership-shop')
    .setAudience('membership-shop')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret))
}
