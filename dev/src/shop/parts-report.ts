/** Keeps $DATA_DIR/parts.json true while parts come and go. */
import { writeParts, type PartEntry, type PartsFile } from '../supervisor/parts-file.ts'
import type { WatchedPart } from '../supervisor/watched-part.ts'

export class PartsReport {
  readonly #dataDir: string
  readonly #given: PartsFile // engines, which somebody else may run
  #writing: Promise<void> = Promise.resolve()

  constructor(dataDir: string, given: PartsFile) {
    this.#dataDir = dataDir
    this.#given = given
  }

  /** One after another, so that the last one written is the newest. */
  write(parts: readonly WatchedPart[]): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => writeParts(this.#dataDir, this.#now(parts)))
    return this.#writing
  }

  #now(parts: readonly WatchedPart[]): PartsFile {
    const own = parts.flatMap((watched) => {
      const entry = entryOf(watched)
      return entry ? [[watched.part.name, entry] as const] : []
    })
    return { ...this.#given, ...Object.fromEntries(own) }
  }
}

function entryOf({ part, identity, startedAt, restarts }: WatchedPart): PartEntry | undefined {
  return identity && { ...identity, url: part.url, startedAt: startedAt?.toISOString(), restarts }
}
