/** A set of UUIDs. One Set of V8 takes no more than 2^24 entries; this is 256 of them, chosen by the last byte, which is random. */

export class IdSet {
  readonly #shards = Array.from({ length: 256 }, () => new Set<string>())

  get size(): number {
    return this.#shards.reduce((sum, { size }) => sum + size, 0)
  }

  has(uuid: string): boolean {
    const id = packed(uuid)
    return this.#shardOf(id)?.has(id) ?? false
  }

  add(uuid: string): void {
    const id = packed(uuid)
    this.#shardOf(id)?.add(id)
  }

  #shardOf(id: string): Set<string> | undefined {
    return this.#shards.at(id.charCodeAt(id.length - 1) || 0)
  }
}

/** A UUID's sixteen bytes as a string of sixteen characters. */
function packed(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('latin1')
}
