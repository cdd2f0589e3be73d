/** What happens to the parts of a shop: in turn, each is killed, or stands still for a while. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Shop } from '@shop/dev/shop/shop.ts'
import { engineNames, replicaName, services } from '@shop/dev/shop/topology.ts'

type ShopPart = Parameters<Shop['part']>[0]

const parts: readonly ShopPart[] = [...services, ...engineNames, ...services.map((name) => replicaName(name, 2))]
const longestPauseMs = 20_000
const onePauseIn = 4

export type ProcessAccident = { readonly part: string; readonly what: 'killed' | 'paused' }

export class Accidents {
  readonly happened: ProcessAccident[] = []
  readonly #shop: Shop
  readonly #random: () => number
  readonly #pauses = new Set<Promise<void>>()
  #turn = 0

  constructor(shop: Shop, random: () => number) {
    this.#shop = shop
    this.#random = random
  }

  /** One every so often, until then (epoch ms). Resolves when nothing stands still any more. */
  async happen(everyMs: number, until: number): Promise<void> {
    while (Date.now() + everyMs < until) {
      await delay(everyMs)
      const part = this.#next()
      if (part === undefined) continue
      if (this.#random() * onePauseIn < 1)
        this.#pause(part, Math.min(this.#random() * longestPauseMs, until - Date.now()))
      else this.#kill(part)
    }
    await Promise.all(this.#pauses)
  }

  /** The next in turn that runs at the moment and is there at all. */
  #next(): ShopPart | undefined {
    for (let tries = 0; tries < parts.length; tries += 1) {
      const part = parts[this.#turn++ % parts.length]
      if (part !== undefined && this.#runs(part)) return part
    }
    return undefined
  }

  #runs(part: ShopPart): boolean {
    try {
      return this.#shop.part(part).identity !== undefined
    } catch {
      return false // this shop has no such part
    }
  }

  #kill(part: ShopPart): void {
    this.#shop.part(part).kill('SIGKILL')
    this.happened.push({ part, what: 'killed' })
  }

  #pause(part: ShopPart, forMs: number): void {
    this.#shop.part(part).kill('SIGSTOP')
    this.happened.push({ part, what: 'paused' })
    const pause = delay(forMs).then(() => this.#shop.part(part).kill('SIGCONT'))
    this.#pauses.add(pause)
    void pause.finally(() => this.#pauses.delete(pause))
  }
}
