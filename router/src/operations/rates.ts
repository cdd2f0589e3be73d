import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { limitExceeded } from './request-error.ts'

/** What may begin within WINDOW_SECONDS, times that; 0: any number. */
export type RateLimits = {
  /** Operations. */
  readonly perUser: number
  readonly perAddress: number
  /** What operations cost together, of a user and of an address. */
  readonly cost?: number
  /** Whether everybody comes through proxies: what comes from this machine itself then is a proxy's, and its users are counted. */
  readonly isBehindProxies?: boolean
}

/** Short bursts are evened out over this time. */
const WINDOW_SECONDS = 10
const REMEMBERED = 50_000

/** How fast users and addresses may send requests, by operations and by what they cost. Counted in this process: behind n routers everybody has n times as much. */
export class Rates {
  readonly #users: Rate
  readonly #addresses: Rate
  readonly #userCosts: Rate
  readonly #addressCosts: Rate

  readonly #isBehindProxies: boolean

  constructor({ perUser, perAddress, cost = 0, isBehindProxies = false }: RateLimits) {
    this.#isBehindProxies = isBehindProxies
    this.#users = new Rate('userRate', 'user', perUser, 'operations')
    this.#addresses = new Rate('addressRate', 'address', perAddress, 'operations')
    this.#userCosts = new Rate('userCost', 'user', cost, 'points of cost')
    this.#addressCosts = new Rate('addressCost', 'address', cost, 'points of cost')
  }

  /**
   * Counts operations of one client; undefined for this machine itself, which is not limited.
   * Rejects with LIMIT_EXCEEDED, `extensions.limit` and `retryAfter` in seconds; undefined where nothing is counted.
   */
  address(address: string | undefined, operations = 1): Promise<void> | undefined {
    return address === undefined ? undefined : this.#addresses.count(address, operations)
  }

  /** Likewise for a user; those of this machine itself are not counted either, unless they come by a proxy on it. */
  user(user: string | undefined, address: string | undefined, operations = 1): Promise<void> | undefined {
    return user !== undefined && this.#isCounted(address) ? this.#users.count(user, operations) : undefined
  }

  /** What an operation costs, for both: it may begin where this resolves. Undefined where there is no limit. */
  cost(user: string | undefined, address: string | undefined, cost: number): Promise<void> | undefined {
    return this.#userCosts.isOn && this.#isCounted(address) ? this.#countCost(user, address, cost) : undefined
  }

  async #countCost(user: string | undefined, address: string | undefined, cost: number): Promise<void> {
    if (address !== undefined) await this.#addressCosts.count(address, cost)
    if (user !== undefined) await this.#userCosts.count(user, cost)
  }

  #isCounted(address: string | undefined): boolean {
    return address !== undefined || this.#isBehindProxies
  }
}

class Rate {
  readonly #limit: string
  readonly #message: string
  readonly #points: number
  readonly #limiter: RateLimiterMemory | undefined
  /** The limiter drops idle clients; where there are too many, the longest idle go first. */
  readonly #seen = new LRUCache<string, true>({
    max: REMEMBERED,
    dispose: (_value, key, reason) => void (reason === 'evict' && this.#limiter?.delete(key)),
  })

  constructor(limit: string, whose: string, perSecond: number, what: string) {
    this.#limit = limit
    this.#message = `This ${whose} is over the limit of ${perSecond} ${what} a second.`
    this.#points = perSecond * WINDOW_SECONDS
    this.#limiter =
      perSecond === 0 ? undefined : new RateLimiterMemory({ points: this.#points, duration: WINDOW_SECONDS })
  }

  get isOn(): boolean {
    return this.#limiter !== undefined
  }

  /** One thing that is more than may begin within the time may begin where nothing else did. */
  async count(key: string, amount: number): Promise<void> {
    if (!this.#limiter || amount === 0) return
    this.#seen.set(key, true)
    try {
      await this.#limiter.consume(key, Math.min(amount, this.#points))
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      throw limitExceeded(this.#limit, this.#message, 429, { retryAfter })
    }
  }
}
