/** Plans on disk, so that a router that starts again need not make them again: one file each, bounded by bytes. */

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PLAN_FORM_VERSION } from './plan-form.ts'
import type { PlanRequest } from './planner.ts'

type Stored = { readonly key: string; readonly request: PlanRequest; readonly form: string }

export class PlanStore {
  readonly #directory: string
  readonly #maxBytes: number
  /** Sizes by file name, the oldest first. */
  readonly #sizes = new Map<string, number>()
  #bytes = 0
  #writing: Promise<void> = Promise.resolve()

  private constructor(directory: string, maxBytes: number) {
    this.#directory = directory
    this.#maxBytes = maxBytes
  }

  /**
   * Plans of other supergraphs, and of other versions of the form, are deleted.
   * @param directory made where it is missing
   * @param maxBytes of all files
   */
  static async open(directory: string, supergraphSdl: string, maxBytes: number): Promise<PlanStore> {
    const generation = digest(`${PLAN_FORM_VERSION}\n${supergraphSdl}`)
    const own = join(directory, generation)
    await mkdir(own, { recursive: true })
    for (const other of await readdir(directory)) {
      if (/^[0-9a-f]{64}$/.test(other) && other !== generation)
        await rm(join(directory, other), { recursive: true, force: true })
    }
    const store = new PlanStore(own, maxBytes)
    await store.#measure()
    return store
  }

  /** JSON text of the plan's form, if it is known. Never rejects: an unreadable file is no plan. */
  async get(key: string): Promise<string | undefined> {
    return (await this.#read(fileName(key), key))?.form
  }

  /** Never rejects: a full disk costs planning again. One write after the other. */
  put(key: string, request: PlanRequest, form: string): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(key, request, form))
    return this.#writing
  }

  /** Resolves when what was put so far is on disk. */
  flushed(): Promise<void> {
    return this.#writing
  }

  async #write(key: string, request: PlanRequest, form: string): Promise<void> {
    const name = fileName(key)
    const text = JSON.stringify({ key, request, form } satisfies Stored)
    const size = Buffer.byteLength(text)
    if (size > this.#maxBytes || this.#sizes.has(name)) return
    try {
      const path = join(this.#directory, name)
      await writeFile(`${path}.tmp`, text)
      await rename(`${path}.tmp`, path)
    } catch {
      return
    }
    this.#sizes.set(name, size)
    this.#bytes += size
    while (this.#bytes > this.#maxBytes) await this.#dropOldest()
  }

  /** What was planned, the oldest first. */
  async requests(): Promise<PlanRequest[]> {
    const stored = await Promise.all([...this.#sizes.keys()].map((name) => this.#read(name)))
    return stored.flatMap((each) => (each ? [each.request] : []))
  }

  async #read(name: string, key?: string): Promise<Stored | undefined> {
    if (!this.#sizes.has(name)) return undefined
    try {
      // A file that this class wrote.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const stored = JSON.parse(await readFile(join(this.#directory, name), 'utf8')) as Stored
      return key === undefined || stored.key === key ? stored : undefined
    } catch {
      return undefined
    }
  }

  async #file(name: string): Promise<{ readonly name: string; readonly size: number; readonly mtimeMs: number }> {
    const { size, mtimeMs } = await stat(join(this.#directory, name))
    return { name, size, mtimeMs }
  }

  async #measure(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => name.endsWith('.json'))
    const files = await Promise.all(names.map((name) => this.#file(name)))
    for (const { name, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      this.#sizes.set(name, size)
      this.#bytes += size
    }
    while (this.#bytes > this.#maxBytes) await this.#dropOldest()
  }

  async #dropOldest(): Promise<void> {
    const [oldest] = this.#sizes
    if (!oldest) return
    const [name, size] = oldest
    this.#sizes.delete(name)
    this.#bytes -= size
    await unlink(join(this.#directory, name)).catch(() => undefined)
  }
}

function fileName(key: string): string {
  return `${digest(key)}.json`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
