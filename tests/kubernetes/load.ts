/** Buyers in an open loop, from before the first accident until after the last, and what they had to put up with in between. */
import { SignJWT } from 'jose'
import { Buyers } from '../chaos/buyers.ts'
import { PatientClient } from '../clients/patient.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { StockWatch } from './stock-watch.ts'

const FOREVER_MS = 3_600_000
const limits = { givesUpMs: 300_000, maxPauseMs: 5_000 }

export type OnLoadLine = {
  readonly sold: number
  readonly retried: number
  readonly maxInARow: number
  readonly reasons: string // the most frequent ones, of the retries
}

export class KubernetesLoad {
  readonly watch: StockWatch
  readonly #client: PatientClient
  readonly #buyers: Buyers
  readonly #enough = new AbortController()
  readonly #coming: Promise<void>
  #before = { sold: 0, retried: 0 }

  private constructor(url: string, client: PatientClient, buyers: Buyers, perSecond: number) {
    this.#client = client
    this.#buyers = buyers
    this.watch = new StockWatch(url, 'tea')
    this.#coming = buyers.come(perSecond, Date.now() + FOREVER_MS, this.#enough.signal)
  }

  static async begin(url: string, secret: string, perSecond: number): Promise<KubernetesLoad> {
    const client = new PatientClient({ url, token: (user, role) => signed(secret, user, role) }, limits)
    const buyers = new Buyers(client, seededRandom(1))
    await buyers.prepare()
    return new KubernetesLoad(url, client, buyers, perSecond)
  }

  /** Of the time since the last call. */
  look(): OnLoadLine {
    const now = { sold: this.#buyers.sales.length, retried: this.#client.retries }
    const figures = { sold: now.sold - this.#before.sold, retried: now.retried - this.#before.retried }
    const maxInARow = this.#client.maxRetries
    this.#client.maxRetries = 0
    this.#before = now
    const frequent = [...this.#client.reasons].toSorted(([, a], [, b]) => b - a).slice(0, 2)
    this.#client.reasons.clear()
    return { ...figures, maxInARow, reasons: frequent.map(([reason, count]) => `${count} x ${reason}`).join('; ') }
  }

  get orderIds(): string[] {
    return this.#buyers.sales.map(({ orderId }) => orderId)
  }

  get complaints(): readonly string[] {
    return this.#buyers.complaints
  }

  /** No more buyers come; resolves when those who did have finished. */
  async end(): Promise<void> {
    this.#enough.abort()
    await this.#coming
  }
}

function signed(secret: string, user: string, role: string): Promise<string> {
  return new SignJWT({ roles: [role] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setIssuer('membership-shop')
    .setAudience('membership-shop')
    .setExpirationTime('4h')
    .sign(new TextEncoder().encode(secret))
}
