/** Relayed events that still stand in their documents' outboxes: their acknowledgements ride with the next write, or are written alone when due. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'

type UnacknowledgedVersions = { readonly since: number; readonly versions: Set<number> }

export class OutboxAcks {
  readonly #waiting = new Map<string, UnacknowledgedVersions>()

  get size(): number {
    return this.#waiting.size
  }

  /** Since when the oldest has waited. */
  get since(): number | undefined {
    for (const { since } of this.#waiting.values()) return since
    return undefined
  }

  add(envelopes: readonly Envelope[], now: number): void {
    for (const { aggregateId, aggregateVersion } of envelopes) {
      const waiting = this.#waiting.get(aggregateId)
      if (waiting) waiting.versions.add(aggregateVersion)
      else this.#waiting.set(aggregateId, { since: now, versions: new Set([aggregateVersion]) })
    }
  }

  of(id: string): readonly number[] {
    return [...(this.#waiting.get(id)?.versions ?? [])]
  }

  has(id: string, version: number): boolean {
    return this.#waiting.get(id)?.versions.has(version) ?? false
  }

  /** Ids whose oldest acknowledgement has waited since before that time (of the monotonic clock that `add` was given), at most so many, oldest first. */
  dueForFlush(before: number, max: number): string[] {
    const ids: string[] = []
    for (const [id, { since }] of this.#waiting) {
      if (since > before || ids.length >= max) break // the map is in order of arrival
      ids.push(id)
    }
    return ids
  }

  /** They have left the document. */
  done(id: string, versions: readonly number[]): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    for (const version of versions) waiting.versions.delete(version)
    if (waiting.versions.size === 0) this.#waiting.delete(id)
  }
}
