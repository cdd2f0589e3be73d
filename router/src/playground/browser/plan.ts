/** The plan of the last query or mutation, which the router sends in development. */
import { Observable } from './observable.ts'

export type ShownPlan = { readonly operation: string; readonly at: Date; readonly text: string }

export const lastPlan = new Observable<ShownPlan | undefined>(undefined)

/** One fetch a line, indented by what it waits for. The router sends it in one line of a header. */
export function layOut(plan: string): string {
  const lines: string[] = []
  let rest = plan
  const add = (depth: number, text: string): void => void lines.push('  '.repeat(depth) + text)
  const step = (depth: number): void => {
    const [open, kind] = /^(Sequence|Parallel) \{ /.exec(rest) ?? []
    if (open === undefined) {
      const end = endOfFetch(rest)
      const [, head = '', operation = ''] = /^(Fetch\([^)]*\)) ?(.*)$/s.exec(rest.slice(0, end)) ?? []
      add(depth, head === '' ? rest.slice(0, end) : head)
      if (operation !== '') add(depth + 1, operation)
      rest = rest.slice(end)
      return
    }
    add(depth, kind ?? '')
    rest = rest.slice(open.length)
    for (;;) {
      step(depth + 1)
      if (!rest.startsWith(' | ')) break
      rest = rest.slice(3)
    }
    if (rest.startsWith(' }')) rest = rest.slice(2)
  }
  step(0)
  return lines.join('\n')
}

/** Where " | " or " }" stands outside of the operation's own braces. */
function endOfFetch(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth < 0) return at - 1
    if (depth === 0 && text.startsWith(' | ', at)) return at
  }
  return text.length
}
