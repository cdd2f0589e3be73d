/** $DATA_DIR/logs: what each process has written, of this shop and of those before; two files of `maxBytes` each at most. */
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

  /** Written synchronously, so that a killed shop has logged everything. */
  write(process: string, line: string): void {
    const file = this.#open.get(process) ?? this.#openFile(process)
    file.bytes += writeSync(file.descriptor, `${line}\n`)
    if (file.bytes < this.#maxBytes) return
    this.#close(process)
    renameSync(this.#path(process, 'present'), this.#path(process, 'before'))
  }

  close(): void {
    for (const process of [...this.#open.keys()]) this.#close(process)
  }

  #openFile(process: string) {
    const descriptor = openSync(this.#path(process, 'present'), 'a', 0o600)
    const file = { descriptor, bytes: fstatSync(descriptor).size }
    this.#open.set(process, file)
    return file
  }

  #close(process: string): void {
    const file = this.#open.get(process)
    this.#open.delete(process)
    if (file) closeSync(file.descriptor)
  }

  #path(process: string, which: keyof typeof endings): string {
    return path.join(this.#folder, `${process}${endings[which]}`)
  }
}

/** The processes that have written something; none where no shop has run. */
export async function loggedProcesses(dataDir: string): Promise<readonly string[]> {
  const names = await readdir(folderOf(dataDir)).catch((): string[] => [])
  return [...new Set(names.map((name) => name.replace(/(\.before)?\.log$/, '')))].toSorted()
}

/** Oldest first; of the present file, no more than its first `bytes`. */
export function lastLines(dataDir: string, process: string, count: number, bytes?: number): readonly string[] {
  const before = textOf(path.join(folderOf(dataDir), process + endings.before))
  const present = textOf(logFile(dataDir, process), bytes)
  return `${before}${present}`.split('\n').slice(0, -1).slice(-count)
}

/** The file that is written now. */
export function logFile(dataDir: string, process: string): string {
  return path.join(folderOf(dataDir), process + endings.present)
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
