/** Generates the code that reads answers: checks every byte of it, and notes what representations and the client's answer need. */

import {
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql'
import { DEOPTIMIZATION } from '../projection/compiled.ts'
import type { Code } from './code.ts'
import type { Layout, LayoutField } from './outline.ts'
import { anything, boolean, eat, int, nothing, number, oneOf, startsWith, string, type Bytes } from './scanning.ts'

/** Names of the functions for all layouts, of which each is written once. */
export class ScanSource {
  readonly #code: Code
  readonly #deoptimization: string
  readonly #reads: Readonly<Record<keyof typeof READS, string>>
  readonly #known = new Map<Layout, string>()

  constructor(code: Code) {
    this.#code = code
    this.#deoptimization = code.bind(DEOPTIMIZATION)
    const bind = (name: keyof typeof READS): string => code.bind(READS[name])
    this.#reads = {
      anything: bind('anything'),
      boolean: bind('boolean'),
      eat: bind('eat'),
      int: bind('int'),
      nothing: bind('nothing'),
      number: bind('number'),
      oneOf: bind('oneOf'),
      string: bind('string'),
      startsWith: bind('startsWith'),
    }
  }

  /** `(b, p) => end` for bytes `b` of an object that stands as it is from `p` on. */
  text(layout: Layout): string {
    return this.#once(layout, () => this.#code.define('b,p', this.#body(layout, false)))
  }

  /** `(b, t, s, p) => record`, with the text `t` of the bytes; where the object ends, stands in `s.end`. */
  record(layout: Layout): string {
    return this.#once(layout, () => this.#code.define('b,t,s,p', this.#body(layout, true)))
  }

  #once(layout: Layout, define: () => string): string {
    const name = this.#known.get(layout) ?? define()
    this.#known.set(layout, name)
    return name
  }

  #body(layout: Layout, isRecord: boolean): string {
    const { fields, runs, object } = layout
    let body = ''
    let expected = ''
    const flush = (): void => {
      if (expected !== '') body += `p=${this.#reads.eat}(b,p,${this.#code.literal(expected)});`
      expected = ''
    }
    const members = object ? [`n:${object.number}`] : []
    for (const [index, field] of fields.entries()) {
      const key = `${JSON.stringify(field.key)}:`
      expected += (index === 0 ? '{' : ',') + key
      const run = isRecord ? runs.findIndex(({ from, to }) => from <= index && index <= to) : -1
      const begins = run >= 0 && runs[run]?.from === index
      if (!field.isTypename || begins) flush()
      if (begins) body += `const a${run}=p-${runs[run]?.bare ? 0 : key.length};`
      if (field.isKept) body += `const d${index}=p;`
      if (field.isTypename) expected += JSON.stringify(layout.typename)
      else if (isRecord && field.isChild) body += this.#children(field, `c${index}`)
      else body += this.#value(field)
      const ends = run >= 0 && runs[run]?.to === index
      if (ends) {
        flush()
        body += `const t${run}=t.substring(a${run},p);`
        members.push(`t${run}`)
      }
      if (field.isKept) {
        body += `const k${index}=t.substring(d${index},p);`
        members.push(`k${index}`)
      }
      if (isRecord && field.isChild) members.push(`c${index}`)
    }
    expected += fields.length === 0 ? '{}' : '}'
    flush()
    if (!isRecord) return `${body}return p`
    members.push(...(object?.fetches ?? []).map((fetch) => `e${fetch}:-1`))
    const targets = (object?.fetches ?? []).map((fetch) => `s.targets[${fetch}].push(o);`)
    return `${body}s.end=p;const o={${members.join()}};${targets.join('')}return o`
  }

  /** Statements that lead `p` over a value that is not needed, or stands as it is. */
  #value(field: LayoutField): string {
    return field.type ? this.#typed(field.type, field) : `p=${this.#reads.anything}(b,p);`
  }

  #typed(type: GraphQLOutputType, field: LayoutField): string {
    if (!isNonNullType(type)) return `if(b[p]===110)p=${this.#reads.nothing}(b,p);else{${this.#present(type, field)}}`
    return this.#present(type.ofType, field)
  }

  #present(type: GraphQLOutputType, field: LayoutField): string {
    if (isListType(type)) return this.#list(this.#typed(type.ofType, field))
    if (isLeafType(type)) return this.#leaf(type)
    return this.#oneOf(field.variants ?? [], (layout) => `p=${this.text(layout)}(b,p);`)
  }

  #leaf(type: GraphQLLeafType): string {
    if (isEnumType(type)) {
      const values: readonly Bytes[] = type.getValues().map(({ name }) => Buffer.from(JSON.stringify(name)))
      return `p=${this.#reads.oneOf}(b,p,${this.#code.bind(values)});`
    }
    const read = LEAVES.get(type.name)
    return read
      ? `p=${this.#reads[read]}(b,p);`
      : `if(b[p]===110)throw ${this.#deoptimization};p=${this.#reads.anything}(b,p);`
  }

  #list(item: string): string {
    return `if(b[p]!==91)throw ${this.#deoptimization};if(b[++p]===93)p++;else for(;;){${item}if(b[p]===44)p++;else if(b[p]===93){p++;break}else throw ${this.#deoptimization}}`
  }

  /** Statements for whichever type it is: its first key says so, where there are several. */
  #oneOf(variants: readonly Layout[], statements: (layout: Layout) => string): string {
    const [only, another] = variants
    if (only && !another) return statements(only)
    const choices = variants.map((layout) => {
      const start = `{${JSON.stringify(layout.fields[0]?.key)}:${JSON.stringify(layout.typename)}`
      return `if(${this.#reads.startsWith}(b,p,${this.#code.literal(start)})){${statements(layout)}}else `
    })
    return `${choices.join('')}throw ${this.#deoptimization};`
  }

  /** Statements that make `variable` the record of an object, a list of them, or null. */
  #children({ type, variants = [] }: LayoutField, variable: string): string {
    const record = (into: string): string =>
      this.#oneOf(variants, (layout) => `${into}=${this.record(layout)}(b,t,s,p);p=s.end;`)
    const maybe = (of: GraphQLOutputType | undefined, statements: string): string =>
      isNonNullType(of) ? statements : `if(b[p]===110)p=${this.#reads.nothing}(b,p);else{${statements}}`
    const inner = isNonNullType(type) ? type.ofType : type
    if (!isListType(inner)) return `let ${variable}=null;${maybe(type, record(variable))}`
    const item = `let i=null;${maybe(inner.ofType, record('i'))}${variable}.push(i);`
    return `let ${variable}=null;${maybe(type, `${variable}=[];${this.#list(item)}`)}`
  }
}

const READS = { anything, boolean, eat, int, nothing, number, oneOf, string, startsWith }

const LEAVES: ReadonlyMap<string, keyof typeof READS> = new Map([
  ['Int', 'int'],
  ['Float', 'number'],
  ['String', 'string'],
  ['ID', 'string'],
  ['Boolean', 'boolean'],
])
