/** Generates the functions of one operation's outline. */

import { Code } from './code.ts'
import { emitSource, representSource } from './emit-source.ts'
import type { FetchOutline, Outline } from './outline.ts'
import { ScanSource } from './scan-source.ts'
import type { Bytes } from './scanning.ts'

/** Texts of an object of an answer, and what belongs to it; only generated code looks into it. */
export type ObjectRecord = object

/** What was read so far, for the generated code. */
export type Reading = {
  /** By the number of the fetch: the root, or the entities in the order of their representations. */
  readonly records: (readonly ObjectRecord[])[]
  /** By the number of the fetch: objects that it adds to, in the order of the answer. */
  readonly targets: ObjectRecord[][]
  /** Where the object that was read last ends. */
  end: number
}

export type ReadFetch = {
  /** `text` has a character for each byte. Throws DEOPTIMIZATION. @param target an object that an entity is for */
  readonly read: (bytes: Bytes, text: string, reading: Reading, at: number, target?: ObjectRecord) => ObjectRecord
  /** JSON text of an object's representation, a character for each byte. */
  readonly represent: (target: ObjectRecord, reading: Reading) => string
  /** Tells an object which of the fetch's entities is its. */
  readonly assign: (target: ObjectRecord, index: number) => void
}

export type CompiledOutline = {
  readonly fetches: readonly ReadFetch[]
  /** The client's answer, a character for each byte. */
  readonly write: (reading: Reading) => string
}

/** The functions that read the answers of each fetch, write representations, and write the client’s answer. */
export function compileOutline(outline: Outline): CompiledOutline {
  const code = new Code()
  const scan = new ScanSource(code)
  const fetches = outline.fetches.map((fetch) => {
    const { number } = fetch
    const assign = code.define('o,i', `o.e${number}=i`)
    return `{read:${readSource(code, scan, fetch)},represent:${representSource(code, fetch)},assign:${assign}}`
  })
  const built: unknown = code.run(`{fetches:[${fetches.join()}],write:${emitSource(code, outline)}}`)
  if (!isCompiled(built)) throw new Error('the outline could not be compiled')
  return built
}

function readSource(code: Code, scan: ScanSource, { step, layouts }: FetchOutline): string {
  const readers = [...layouts].map(([object, layout]) => ({ object, read: scan.record(layout) }))
  if (!step.requires) return readers[0]?.read ?? 'undefined'
  const cases = readers.map(({ object, read }) => `case ${object}:return ${read}(b,t,s,p);`)
  return code.define('b,t,s,p,o', `switch(o.n){${cases.join('')}}`)
}

function isCompiled(built: unknown): built is CompiledOutline {
  return typeof built === 'object' && built !== null && 'write' in built && typeof built.write === 'function'
}
