/** Subgraphs that say what a test wrote for them, and an operation that is answered in every way. */

import { compose } from '../../src/supergraph/compose.ts'
import { answered, type LocalRequest } from './local-upstreams.ts'
import { Bench } from './run.ts'

export type Canned = {
  /** Without its @link. */
  readonly sdl: string
  /** What it answers: JSON text as it is, or a value. Of `_entities` only what each representation gives is wanted. */
  readonly answer?: (request: LocalRequest, body: string) => unknown
  readonly entity?: (representation: Readonly<Record<string, unknown>>) => unknown
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@interfaceObject", "@override", "@tag"])\n`

/** The supergraph of subgraphs by their names. */
export function supergraphOf(subgraphs: Readonly<Record<string, { readonly sdl: string }>>): string {
  return compose(Object.entries(subgraphs).map(([name, { sdl }]) => ({ name, url: `http://${name}`, sdl: LINK + sdl })))
}

export function cannedBench(subgraphs: Readonly<Record<string, Canned>>): Bench {
  return new Bench(supergraphOf(subgraphs), new Map(), (service, request, body) => {
    const { answer, entity } = subgraphs[service] ?? {}
    const representations = request.variables['representations']
    if (entity && Array.isArray(representations)) return answered({ data: { _entities: representations.map(entity) } })
    const said = answer?.(request, body)
    return typeof said === 'string' ? { ok: true, status: 200, body: Buffer.from(said) } : answered(said)
  })
}

/** The answer's text: by values, spliced as far as it can be, and once more. */
export async function everyWay(
  bench: Bench,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<readonly string[]> {
  const byValues = bench.writing(document, { from: Infinity, deoptsAllowed: Infinity, cooldown: 0 })
  const spliced = bench.writing(document)
  return [await byValues(variables), await spliced(variables), await spliced(variables)].map(({ text }) => text)
}

/** The same as one value. @throws where they differ */
export async function theAnswer(
  bench: Bench,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<unknown> {
  const [text = '', ...others] = await everyWay(bench, document, variables)
  if (others.some((other) => other !== text)) throw new Error(`answers differ:\n${[text, ...others].join('\n')}`)
  return JSON.parse(text)
}
