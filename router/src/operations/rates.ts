import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { limitExceeded } from './request-error.ts'

/** Operations that may begin within WINDOW_SECONDS, times that; 0: any number. */
export type RateLimits = {
  readonly perUser: number
  readonly perAddress: number
  /** Whether everybody comes through proxies: what comes from this machine itself then is a proxy's, and its users are counted. */
  readonly isBehindProxies?: boolean
}

/** Short bursts are evened out over this time. */
const WINDOW_SECONDS = 10
const REMEMBERED = 50_000

/** How fast users and addresses may ask. Counted in this process: behind n routers everybody has n times as much. */
export class Rates {
  readonly #users: Rate
  readonly #addresses: Rate

  readonly #isBehindProxies: boolean

  constructor({ perUser, perAddress, isBehindProxies = false }: RateLimits) {
    this.#isBehindProxies = isBehindProxies
    this.#users = new Rate('userRate', 'user', perUser)
    this.#addresses = new Rate('addressRate', 'address', perAddress)
  }

  /**
   * Counts operations of one client, who is undefined where nobody is to be counted: this machine itself.
   * Rejects with LIMIT_EXCEEDED, `extensions.limit` and `retryAfter` in seconds.
   */
  async address(address: string | undefined, operations = 1): Promise<void> {
    if (address !== undefined) await this.#addresses.count(address, operations)
  }

  /** Likewise for a user; those of this machine itself are not counted either, unless they come by a proxy on it. */
  async user(user: string | undefined, address: string | undefined, operations = 1): Promise<void> {
    if (user !== undefined && (address !== undefined || this.#isBehindProxies))
      await this.#users.count(user, operations)
  }
}

class Rate {
  readonly #limit: string
  readonly #message: string
  readonly #limiter: RateLimiterMemory | undefined
  /** The limiter forgets whoever is quiet; where too many come at once, the ones that were quiet longest go first. */
  readonly #seen = new LRUCache<string, true>({
    max: REMEMBERED,
    dispose: (_value, key, reason) => void (reason === 'evict' && this.#limiter?.delete(key)),
  })

  constructor(limit: string, whose: string, perSecond: number) {
    this.#limit = limit
    this.#message = `This ${whose} is over the limit of ${perSecond} operations a second.`
    this.#limiter =
      perSecond === 0
        ? undefined
        : new RateLimiterMemory({ points: perSecond * WINDOW_SECONDS, duration: WINDOW_SECONDS })
  }

  async count(key: string, operations: number): Promise<void> {
    if (!this.#limiter) return
    this.#seen.set(key, true)
    try {
      await this.#limiter.consume(key, operations)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      throw limitExceeded(this.#limit, this.#message, 429, { retryAfter })
    }
  }
}
