/** What happens to the processes of a shop: in turn, each is killed, or stands still for a while. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Shop } from '@shop/dev/shop/shop.ts'
import { engineNames, replicaName, services } from '@shop/dev/shop/topology.ts'

type ProcessName = Parameters<Shop['process']>[0]

const names: readonly ProcessName[] = [...services, ...engineNames, ...services.map((name) => replicaName(name, 2))]
const longestPauseMs = 20_000
const onePauseIn = 4

export type ProcessAccident = { readonly process: string; readonly what: 'killed' | 'paused' }

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
      const process = this.#next()
      if (process === undefined) continue
      if (this.#random() * onePauseIn < 1)
        this.#pause(process, Math.min(this.#random() * longestPauseMs, until - Date.now()))
      else this.#kill(process)
    }
    await Promise.all(this.#pauses)
  }

  /** The next in turn that runs at the moment and is there at all. */
  #next(): ProcessName | undefined {
    for (let tries = 0; tries < names.length; tries += 1) {
      const process = names[this.#turn++ % names.length]
      if (process !== undefined && this.#runs(process)) return process
    }
    return undefined
  }

  #runs(process: ProcessName): boolean {
    try {
      return this.#shop.process(process).identity !== undefined
    } catch {
      return false // this shop has no such process
    }
  }

  #kill(process: ProcessName): void {
    this.#shop.process(process).kill('SIGKILL')
    this.happened.push({ process, what: 'killed' })
  }

  #pause(process: ProcessName, forMs: number): void {
    this.#shop.process(process).kill('SIGSTOP')
    this.happened.push({ process, what: 'paused' })
    const pause = delay(forMs).then(() => this.#shop.process(process).kill('SIGCONT'))
    this.#pauses.add(pause)
    void pause.finally(() => this.#pauses.delete(pause))
  }
}
