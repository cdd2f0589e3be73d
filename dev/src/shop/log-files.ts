/** $DATA_DIR/logs: what each part has written, of this shop and of those before; two files of `maxBytes` each at most. */
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'

const endings = { present: '.log', before: '.before.log' }

export class LogFiles {
  readonly #folder: string
  readonly #maxBytes: number
  readonly #open = new Map<string, { readonly descriptor: number; bytes: number }>()

  constructor(dataDir: string, maxBytes = 5_000_000) {
    this.#folder = folderOf(dataDir)
    this.#maxBytes = maxBytes
    mkdirSync(this.#folder, { recursive: true })
  }

  /** On the file when it returns, so that a shop that is killed has told everything. */
  write(part: string, line: string): void {
    const file = this.#open.get(part) ?? this.#opened(part)
    file.bytes += writeSync(file.descriptor, `${line}\n`)
    if (file.bytes < this.#maxBytes) return
    this.#close(part)
    renameSync(this.#path(part, 'present'), this.#path(part, 'before'))
  }

  close(): void {
    for (const part of [...this.#open.keys()]) this.#close(part)
  }

  #opened(part: string) {
    const descriptor = openSync(this.#path(part, 'present'), 'a', 0o600)
    const file = { descriptor, bytes: fstatSync(descriptor).size }
    this.#open.set(part, file)
    return file
  }

  #close(part: string): void {
    const file = this.#open.get(part)
    this.#open.delete(part)
    if (file) closeSync(file.descriptor)
  }

  #path(part: string, which: keyof typeof endings): string {
    return path.join(this.#folder, `${part}${endings[which]}`)
  }
}

/** The parts that have written something; none where no shop has run. */
export async function loggedParts(dataDir: string): Promise<readonly string[]> {
  const names = await readdir(folderOf(dataDir)).catch((): string[] => [])
  return [...new Set(names.map((name) => name.replace(/(\.before)?\.log$/, '')))].toSorted()
}

/** Oldest first; of the present file, no more than its first `bytes`. */
export function lastLines(dataDir: string, part: string, count: number, bytes?: number): readonly string[] {
  const before = textOf(path.join(folderOf(dataDir), part + endings.before))
  const present = textOf(logFile(dataDir, part), bytes)
  return `${before}${present}`.split('\n').slice(0, -1).slice(-count)
}

/** The file that is written now. */
export function logFile(dataDir: string, part: string): string {
  return path.join(folderOf(dataDir), part + endings.present)
}

function folderOf(dataDir: string): string {
  return path.join(dataDir, 'logs')
}

function textOf(file: string, bytes?: number): string {
  try {
    return readFileSync(file).subarray(0, bytes).toString('utf8')
  } catch {
    return '' // not there
  }
}
