/** Finds out, from a plan and what the client requested, how answers are put together. Throws Unsuited where that cannot be said beforehand. */

import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql'
import type { FetchStep, PlanStep } from '../../planning/plan-form.ts'
import { collectFields, type Collecting, type Selected } from '../projection/collect.ts'
import { fieldsFor } from '../representation.ts'
import type { TypeConditions } from '../type-conditions.ts'
import {
  NotFetched,
  Unsuited,
  type FetchOutline,
  type Layout,
  type LayoutField,
  type Origin,
  type Outline,
  type Segment,
  type OutputObject,
  type RepresentationSegment,
} from './outline.ts'
import { upstreamFields, upstreamSelection, type UpstreamSelection } from './upstream-fields.ts'

/** More would be much generated code for few requests. */
const MAX_OBJECTS = 200
const MAX_VARIANTS = 16

type Origins = ReadonlyMap<Origin, Layout>
type SelectedField = Extract<Selected, { kind: 'field' }>

/** The outline of one operation. @throws Unsuited where its answers cannot be spliced */
export function buildOutline(
  step: PlanStep,
  collecting: Collecting,
  applies: TypeConditions,
  root: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Outline {
  return new OutlineBuilder(collecting, applies, fetchesOf(step)).build(root, sets)
}

function fetchesOf(step: PlanStep): readonly FetchStep[] {
  return step.kind === 'fetch' ? [step] : step.steps.flatMap(fetchesOf)
}

class OutlineBuilder {
  readonly #collecting: Collecting
  readonly #applies: TypeConditions
  readonly #fetches: readonly FetchOutline[]
  readonly #selections: readonly UpstreamSelection[]
  /** Fetches of entities, by the path of the objects that they are for. */
  readonly #additions: ReadonlyMap<string, readonly FetchOutline[]>
  readonly #below = new Map<LayoutField, UpstreamSelection>()
  readonly #objects: OutputObject[] = []
  #numbers = 0

  constructor(collecting: Collecting, applies: TypeConditions, steps: readonly FetchStep[]) {
    this.#collecting = collecting
    this.#applies = applies
    this.#fetches = steps.map((step, number) => ({ number, step, layouts: new Map(), representations: new Map() }))
    this.#selections = steps.map(({ operation, requires, renames, typenames, path }) => {
      if (renames || typenames || (!requires && path.length > 0)) throw new Unsuited('an unusual fetch')
      return upstreamSelection(operation, requires !== undefined)
    })
    const additions = this.#fetches.filter(({ step }) => step.requires)
    this.#additions = Map.groupBy(additions, ({ step }) => step.path.join('/'))
  }

  build(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Outline {
    const origins = new Map<Origin, Layout>()
    const number = this.#number()
    for (const fetch of this.#fetches) if (!fetch.step.requires) this.#addTo(fetch, number, type.name, origins)
    const root = { number, segments: this.#segments(type, sets, [], origins), fetches: [] }
    this.#objects.push(root)
    if (this.#fetches.some(({ layouts }) => layouts.size === 0))
      throw new Unsuited('a fetch for what the client did not request')
    return { root, objects: this.#objects, fetches: this.#fetches }
  }

  #number(): number {
    if (this.#numbers >= MAX_OBJECTS) throw new Unsuited('too many places')
    return this.#numbers++
  }

  /** @returns whether the client gets its objects as they stand, so that the place is of no use */
  #object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    path: readonly string[],
    home: Layout,
  ): { readonly object: OutputObject; readonly isPlain: boolean } {
    const number = this.#number()
    const origins = new Map<Origin, Layout>([['home', home]])
    const added = (this.#additions.get(path.join('/')) ?? []).filter(({ step }) =>
      this.#required(step, type.name).some(isTypenameRequirement),
    )
    for (const fetch of added) this.#addTo(fetch, number, type.name, origins)
    for (const fetch of added) fetch.representations.set(number, this.#representation(fetch, type.name, home, origins))
    const segments = this.#segments(type, sets, path, origins)
    const [only, another] = segments
    const run = only?.kind === 'run' && !another ? home.runs[only.run] : undefined
    const isPlain = added.length === 0 && run?.from === 0 && run.to === home.fields.length - 1 && !run.bare
    return { object: { number, segments, fetches: added.map((fetch) => fetch.number) }, isPlain }
  }

  #addTo(fetch: FetchOutline, object: number, typename: string, origins: Map<Origin, Layout>): void {
    const selection = this.#selections[fetch.number]
    if (!selection) throw new Unsuited('a fetch without a selection')
    const layout = this.#layout(selection, typename)
    fetch.layouts.set(object, layout)
    origins.set(fetch.number, layout)
  }

  #layout(selection: UpstreamSelection, typename: string): Layout {
    const fields = upstreamFields(selection, typename, this.#applies).map(({ key, name, sets }) => {
      const field: LayoutField = {
        key,
        isTypename: name === '__typename',
        isComposite: sets.length > 0,
        isChild: false,
        isKept: false,
      }
      if (sets.length > 0) this.#below.set(field, { sets, fragments: selection.fragments })
      return field
    })
    return { typename, fields, runs: [] }
  }

  #required(step: FetchStep, typename: string): ReturnType<typeof fieldsFor> {
    return fieldsFor(step.requires ?? [], typename, this.#applies)
  }

  #representation(
    fetch: FetchOutline,
    typename: string,
    home: Layout,
    origins: Origins,
  ): readonly RepresentationSegment[] {
    if (!home.fields.some(({ key, isTypename }) => isTypename && key === '__typename'))
      throw new Unsuited('entities of which the type is not known')
    const earlier = new Map(origins)
    earlier.delete(fetch.number)
    return this.#required(fetch.step, typename).flatMap(({ read, send, selections, nonNull = [] }, index) => {
      const key = `${index === 0 ? '{' : ','}${JSON.stringify(send)}:`
      if (send === '__typename') return [{ kind: 'text', text: key + JSON.stringify(typename) }]
      const { of, index: field, field: kept } = find(earlier, read)
      const [isNeeded = false, ...ofElements] = nonNull
      if (selections || kept.isComposite || kept.isTypename || ofElements.includes(true))
        throw new Unsuited('objects are required')
      kept.isKept = true
      return [
        { kind: 'text', text: key },
        { kind: 'kept', of, field, isNeeded },
      ]
    })
  }

  #segments(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    path: readonly string[],
    origins: Origins,
  ): readonly Segment[] {
    const segments: Segment[] = []
    for (const selected of collectFields(this.#collecting, type, sets)) {
      if (selected.kind === 'introspection') throw new Unsuited('introspection')
      if (selected.kind === 'field') this.#addField(selected, path, origins, segments)
      else this.#addTypename(selected.key, type.name, origins, segments)
    }
    return segments
  }

  #addTypename(key: string, typename: string, origins: Origins, segments: Segment[]): void {
    const home = origins.get('home')
    const index = home?.fields.findIndex((field) => field.isTypename && field.key === key) ?? -1
    if (home && index >= 0) extend(segments, 'home', home, index)
    else segments.push({ kind: 'text', text: `${JSON.stringify(key)}:${JSON.stringify(typename)}` })
  }

  #addField(selected: SelectedField, path: readonly string[], origins: Origins, segments: Segment[]): void {
    const { of, layout, index, field } = find(origins, selected.inside)
    if (field.isTypename || field.isComposite === isLeafType(getNamedType(selected.type)))
      throw new Unsuited('a field that is something else in its subgraph')
    field.type = selected.type
    if (field.isComposite && !this.#isPlain(field, selected, [...path, selected.inside])) {
      field.isChild = true
      const isList = listsOf(selected.type) > 0
      segments.push({ kind: 'child', of, key: selected.key, field: index, isList, variants: field.variants ?? [] })
    } else if (selected.key === selected.inside) extend(segments, of, layout, index)
    else {
      const run = layout.runs.push({ from: index, to: index, bare: true }) - 1
      segments.push({ kind: 'run', of, run, key: selected.key })
    }
  }

  /** Whether the client gets the field's objects as they stand. */
  #isPlain(field: LayoutField, selected: SelectedField, path: readonly string[]): boolean {
    const below = this.#below.get(field)
    const types = this.#objectTypes(selected.type)
    if (!below || types.length > MAX_VARIANTS) throw new Unsuited('objects of too many types')
    const lists = listsOf(selected.type)
    const at = [...path, ...Array.from({ length: lists }, () => '@')]
    const variants = types.flatMap((type) => this.#variant(type, selected.sets, at, this.#layout(below, type.name)))
    field.variants = variants.map(({ layout }) => layout)
    if (variants.length === 0) throw new NotFetched('objects of no type')
    if (types.length > 1 && variants.some(({ layout }) => !layout.fields[0]?.isTypename))
      throw new Unsuited('objects of which the type is not known')
    if (variants.every(({ isPlain }) => isPlain)) return true
    if (lists > 1) throw new Unsuited('lists of lists that several subgraphs fill')
    for (const { layout, object } of variants) {
      layout.object = object
      this.#objects.push(object)
    }
    return false
  }

  /** None of a type of which the plan expects no objects: should one come all the same, the operation is deoptimized. */
  #variant(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    path: readonly string[],
    layout: Layout,
  ): readonly { readonly layout: Layout; readonly object: OutputObject; readonly isPlain: boolean }[] {
    try {
      return [{ layout, ...this.#object(type, sets, path, layout) }]
    } catch (error) {
      if (error instanceof NotFetched) return []
      throw error
    }
  }

  #objectTypes(type: GraphQLOutputType): readonly GraphQLObjectType[] {
    const named = getNamedType(type)
    if (isAbstractType(named)) return this.#collecting.schema.getPossibleTypes(named)
    return isObjectType(named) ? [named] : []
  }
}

function isTypenameRequirement({ send }: { readonly send: string }): boolean {
  return send === '__typename'
}

/** Where a key comes from. Two fetches that bring the same would have to be merged. */
function find(
  origins: Origins,
  key: string,
): { readonly of: Origin; readonly layout: Layout; readonly index: number; readonly field: LayoutField } {
  const found = [...origins].flatMap(([of, layout]) =>
    layout.fields.flatMap((field, index) => (field.key === key ? [{ of, layout, index, field }] : [])),
  )
  const [one, another] = found
  if (!one) throw new NotFetched('a field that is not fetched')
  if (another) throw new Unsuited('a field that is fetched twice')
  return one
}

/** The field as it stands, with its key: in one stretch with the one before, where they are neighbours there too. */
function extend(segments: Segment[], of: Origin, layout: Layout, index: number): void {
  const last = segments.at(-1)
  const run = last?.kind === 'run' && last.of === of ? layout.runs[last.run] : undefined
  if (run && !run.bare && run.to === index - 1) run.to = index
  else segments.push({ kind: 'run', of, run: layout.runs.push({ from: index, to: index, bare: false }) - 1 })
}

function listsOf(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listsOf(type.ofType)
  return isListType(type) ? 1 + listsOf(type.ofType) : 0
}
