/** Generates the code that writes representations and the client's answer out of what was read. */

import type { Code } from './code.ts'
import type { FetchOutline, Origin, Outline, Segment, OutputObject } from './outline.ts'
import { needsValue } from './scanning.ts'

/** A piece of source: text as it is, or an expression that gives text. */
type Piece = { readonly text: string } | { readonly expression: string }

/** @returns the name of `(s) => text` for the client's answer */
export function emitSource(code: Code, { root, objects, fetches }: Outline): string {
  const names = new Map(objects.map(({ number }) => [number, code.name()]))
  const any = code.name()
  const nameOf = (object: OutputObject | undefined): string => (object && names.get(object.number)) ?? any
  const list = code.define(
    'r,w,s',
    `let x='[';for(let i=0;i<r.length;i++){const o=r[i];x+=(i>0?',':'')+(o===null?'null':w(o,s))}return x+']'`,
  )

  const pieces = (segment: Segment): readonly Piece[] => {
    if (segment.kind === 'text') return [{ text: segment.text }]
    const record = recordSource(segment.of)
    const key = segment.key === undefined ? [] : [{ text: `${JSON.stringify(segment.key)}:` }]
    if (segment.kind === 'run') return [...key, { expression: `${record}.t${segment.run}` }]
    const child = `${record}.c${segment.field}`
    const [only, another] = segment.variants
    const write = another ? any : nameOf(only?.object)
    const value = segment.isList ? `${list}(${child},${write},s)` : `${write}(${child},s)`
    return [...key, { expression: `(${child}===null?'null':${value})` }]
  }
  for (const object of objects) {
    const members = object.segments.flatMap((segment, index) => [{ text: index === 0 ? '' : ',' }, ...pieces(segment)])
    code.define('o,s', `return ${concatenation([{ text: '{' }, ...members, { text: '}' }])}`, nameOf(object))
  }
  const cases = objects.map((object) => `case ${object.number}:return ${nameOf(object)}(o,s);`)
  code.define('o,s', `switch(o.n){${cases.join('')}}`, any)
  const rootRecord = `{${fetches.map(({ number }) => `e${number}:0`).join()}}`
  return code.define('s', `return '{"data":'+${nameOf(root)}(${rootRecord},s)+'}'`)
}

/** @returns the name of `(o, s) => text` for the representation of a fetch's object */
export function representSource(code: Code, { representations }: FetchOutline): string {
  const needed = code.bind(needsValue)
  const cases = [...representations].map(([object, segments]) => {
    const pieces = segments.map((segment): Piece => {
      if (segment.kind === 'text') return segment
      const value = `${recordSource(segment.of)}.k${segment.field}`
      return { expression: segment.isNeeded ? `${needed}(${value})` : value }
    })
    return `case ${object}:return ${concatenation([...pieces, { text: '}' }])};`
  })
  return code.define('o,s', `switch(o.n){${cases.join('')}}`)
}

function recordSource(of: Origin): string {
  return of === 'home' ? 'o' : `s.records[${of}][o.e${of}]`
}

function concatenation(pieces: readonly Piece[]): string {
  const terms: string[] = []
  let text = ''
  for (const piece of pieces) {
    if ('text' in piece) text += piece.text
    else {
      if (text !== '' || terms.length === 0) terms.push(JSON.stringify(text))
      text = ''
      terms.push(piece.expression)
    }
  }
  if (text !== '' || terms.length === 0) terms.push(JSON.stringify(text))
  return terms.join('+')
}
