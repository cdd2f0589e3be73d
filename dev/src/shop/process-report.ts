/** Keeps $DATA_DIR/processes.json true while processes come and go. */
import { writeProcesses, type ProcessEntry, type ProcessFile } from '../supervisor/process-file.ts'
import { addressesOf } from '../supervisor/process-spec.ts'
import type { WatchedProcess } from '../supervisor/watched-process.ts'

export class ProcessReport {
  readonly #dataDir: string
  readonly #given: ProcessFile // engines, which may run elsewhere
  #writing: Promise<void> = Promise.resolve()

  constructor(dataDir: string, given: ProcessFile) {
    this.#dataDir = dataDir
    this.#given = given
  }

  /** One after another, so that the last one written is the newest. */
  write(processes: readonly WatchedProcess[]): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => writeProcesses(this.#dataDir, this.#now(processes)))
    return this.#writing
  }

  #now(processes: readonly WatchedProcess[]): ProcessFile {
    const own = processes.flatMap((watched) => {
      const entry = entryOf(watched)
      return entry ? addressesOf(watched.spec).map(({ name, url }) => [name, { ...entry, url }] as const) : []
    })
    return { ...this.#given, ...Object.fromEntries(own) }
  }
}

function entryOf({ identity, startedAt, restarts }: WatchedProcess): Omit<ProcessEntry, 'url'> | undefined {
  return identity && { ...identity, startedAt: startedAt?.toISOString(), restarts }
}
