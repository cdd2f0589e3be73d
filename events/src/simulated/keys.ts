/** Claimed keys in memory. */

import type { ClaimedKey, KeyStore } from '../keys.ts'
import type { Network } from './network.ts'

/** What outlives the services. */
export type ClaimedKeys = Map<string, ClaimedKey>

export class SimulatedKeys implements KeyStore {
  readonly #keys: ClaimedKeys
  readonly #network: Network

  constructor(keys: ClaimedKeys, network: Network) {
    this.#keys = keys
    this.#network = network
  }

  insert(keys: readonly ClaimedKey[]): Promise<ReadonlySet<number>> {
    return this.#network.call((portion) => {
      const taken = new Set<number>()
      for (const [index, key] of keys.slice(0, Math.ceil(keys.length * portion)).entries())
        if (this.#keys.has(key._id)) taken.add(index)
        else this.#keys.set(key._id, key)
      return taken
    })
  }

  read(ids: readonly string[]): Promise<ClaimedKey[]> {
    return this.#network.call(() => ids.flatMap((id) => this.#keys.get(id) ?? []))
  }
}
