/** A whole shop, and a real Prometheus that scrapes it every second. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Prometheus } from '@shop/dev/engines/prometheus.ts'
import { prometheusConfig } from '@shop/dev/observability/prometheus-config.ts'
import { alertFile, recordingFile } from '@shop/dev/observability/rules.ts'
import { freePort } from '@shop/dev/ports.ts'
import { Child } from '@shop/dev/process/child.ts'
import { Shop } from '@shop/dev/shop/shop.ts'
import { services } from '@shop/dev/shop/topology.ts'
import { until } from '@shop/dev/testing/until.ts'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Client } from '../component/client.ts'
import { SECRET } from '../component/tokens.ts'

type Sample = { readonly metric: Readonly<Record<string, string>>; readonly value: number }

/** This one believes an identity provider, so that the age of its keys is seen; the others a shared secret. */
const withKeys = 'mypage'

export class ObservedShop {
  readonly shop: Shop
  readonly #prometheus: Child
  readonly #url: string
  readonly #folder: string
  readonly #provider: Server

  private constructor(shop: Shop, prometheus: Child, url: string, folder: string, provider: Server) {
    this.shop = shop
    this.#prometheus = prometheus
    this.#url = url
    this.#folder = folder
    this.#provider = provider
  }

  /** `second`: how long a second of the alerts' `for` is. */
  static async start({ prometheus }: Prometheus, second: number): Promise<ObservedShop> {
    const { provider, token, url: keys } = await identityProvider()
    const overrides = {
      all: { JWT_SECRET: SECRET },
      [withKeys]: { JWT_SECRET: '', JWKS_URL: keys },
      router: { ENTITY_CACHE_BYTES: '1000000' },
    }
    const shop = await Shop.start({ overrides })
    await new Client(shop.process(withKeys).spec.url).post('{"query":"{ __typename }"}', `Bearer ${token}`)
    const folder = await mkdtemp(path.join(tmpdir(), 'prometheus-'))
    const targets = services.map((job) => ({ job, address: new URL(shop.process(job).spec.url).host }))
    const file = (name: string, content: object) => writeFile(path.join(folder, name), JSON.stringify(content)) // JSON is YAML
    await file('prometheus.yml', prometheusConfig(targets, ['recording.yml', 'alerts.yml'], '1s'))
    await file('recording.yml', recordingFile)
    await file('alerts.yml', alertFile(second))
    const address = `127.0.0.1:${await freePort()}`
    const args = [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ]
    const child = await Child.spawn({ file: prometheus, args })
    const observed = new ObservedShop(shop, child, `http://${address}`, folder, provider)
    await until('Prometheus is ready', () => observed.#isReady(), 60_000)
    return observed
  }

  get router(): Client {
    return new Client(this.shop.url)
  }

  /** What an expression says now. */
  async query(expr: string): Promise<readonly Sample[]> {
    const answer = await fetch(`${this.#url}/api/v1/query?query=${encodeURIComponent(expr)}`)
    const { status, error, data }: ObservedAnswer = JSON.parse(await answer.text())
    if (status !== 'success' || !data) throw new Error(`${expr}: ${error}`)
    return data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }))
  }

  /** Resolves when the alert fires with these labels, or, with `fires` false, when it does not any more. */
  async alert(alertname: string, labels: Readonly<Record<string, string>>, fires = true, withinMs = 60_000) {
    const selected = Object.entries({ alertname, alertstate: 'firing', ...labels })
    const expr = `ALERTS{${selected.map(([label, value]) => `${label}="${value}"`).join()}}`
    const what = `${expr} ${fires ? 'fires' : 'ends'}`
    await until(what, async () => (await this.query(expr)).length > 0 === fires, withinMs)
  }

  async stop(): Promise<void> {
    this.#prometheus.kill('SIGTERM')
    await this.#prometheus.exited
    this.#provider.closeAllConnections()
    this.#provider.close()
    await this.shop.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.#url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  }
}

type ObservedAnswer = {
  readonly status: string
  readonly error?: string
  readonly data?: {
    readonly result: readonly { readonly metric: Sample['metric']; readonly value: readonly [number, string] }[]
  }
}

async function identityProvider(): Promise<{ provider: Server; url: string; token: string }> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' }] }
  const provider = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys))
  })
  provider.listen(0, '127.0.0.1')
  await once(provider, 'listening')
  const address = provider.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const token = await new SignJWT({ roles: [] })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject('somebody')
    .setIssuer('membership-shop')
    .setAudience('membership-shop')
    .setExpirationTime('1h')
    .sign(privateKey)
  return { provider, url: `http://127.0.0.1:${port}/keys`, token }
}
